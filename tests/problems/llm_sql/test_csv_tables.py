"""Reading CSV as pandas does, checked against pandas itself where it is installed."""

from __future__ import annotations

import csv
import io
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adrs.problems.llm_sql.csv_tables import MISSING, parse_float, read_csv, unique_names
from adrs.problems.llm_sql.tables import Kind, merged, printed

FIELDS = st.one_of(
    st.sampled_from(sorted(MISSING)),
    st.sampled_from(
        ["True", "TRUE", "false", "False", "inf", "-Inf", "Infinity", "+inf", "1e5", "1e", ".5", "5."]
    ),
    st.sampled_from(
        ["-", "+", ".", "0x10", "1_000", "1,5", " 7", "7 ", "+7", "-0", "007", "1e400", "1e-400"]
    ),
    st.integers(1 - 2**63, 2**63 - 1).map(str),
    st.integers(-99, 99).map(str),
    st.floats(allow_nan=False).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-1000, max_value=1000).map(str),
    st.text(alphabet='ab ,"\n\té→😀', max_size=6),
)


def written(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


@settings(max_examples=300, deadline=None)
@given(st.lists(FIELDS, min_size=1, max_size=5))
def test_a_column_is_typed_and_printed_as_pandas_does(fields: list[str]) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    text = written([["a", "b"], *([field, "x"] for field in fields)])
    theirs = pandas.read_csv(io.StringIO(text), low_memory=False)["a"]
    ours = read_csv(text).columns[0]
    texts = ["" if gone else str(value) for gone, value in zip(theirs.isna(), theirs.tolist(), strict=True)]
    assert ["" if cell is None else cell for cell in ours.cells] == texts
    if ours.kind is Kind.INT:
        assert theirs.dtype.kind in "iu"
    if ours.kind is Kind.FLOAT:
        assert theirs.dtype.kind == "f"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-(2**65), 2**65).map(str) | st.sampled_from(["", "NA"]), min_size=1, max_size=4))
def test_whole_numbers_of_any_size_are_typed_as_pandas_does(fields: list[str]) -> None:
    test_a_column_is_typed_and_printed_as_pandas_does.hypothesis.inner_test(fields)  # type: ignore[attr-defined]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.sampled_from(["", "0.5", "7"]), st.sampled_from(["", "x", "True", "3"])
        ),
        min_size=1,
        max_size=5,
    )
)
def test_merging_concatenates_as_pandas_does(rows: list[tuple[int, str, str]]) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    text = written([["a", "b", "c", "d"], *([str(a), b, c, "k"] for a, b, c in rows)])
    frame = pandas.read_csv(io.StringIO(text), low_memory=False)
    theirs = frame[["c", "a", "b"]].apply(lambda row: "".join(str(value) for value in row), axis=1).tolist()
    table = merged(read_csv(text), [["c", "a", "b"]])
    assert printed(table)[-1] == theirs


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(0.0018211517586101495)
def test_a_float_is_read_to_twelve_digits(value: float) -> None:
    read = parse_float(repr(value))
    assert read is not None
    assert math.isclose(read, value, rel_tol=1e-12, abs_tol=1e-300)


@pytest.mark.parametrize(
    "text", ["", "-", "+", ".", "e5", "1e", "1 2", "0x1", "1_0", "nan", "--1", "1.2.3", "١"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_float(text) is None


def test_short_rows_are_padded_and_blank_lines_skipped() -> None:
    table = read_csv("a,b,c\n\n1,2\n   \n3,4,5\n")
    assert [column.cells for column in table.columns] == [("1", "3"), ("2", "4"), (None, "5.0")]


def test_a_longer_row_and_a_missing_header_are_refused() -> None:
    with pytest.raises(ValueError, match="row 2 has 3 fields; the header has 2"):
        read_csv("a,b\n1,2\n3,4,5\n")
    with pytest.raises(ValueError, match="header"):
        read_csv("\n\n")


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["a", "a", "a"], ["a", "a.1", "a.2"]),
        (["a", "a", "a.1"], ["a", "a.2", "a.1"]),
        (["", "x", ""], ["Unnamed: 0", "x", "Unnamed: 2"]),
    ],
)
def test_repeated_and_empty_names(header: list[str], names: list[str]) -> None:
    assert unique_names(header) == names
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    assert list(pandas.read_csv(io.StringIO(",".join(header) + "\n")).columns) == names


def test_an_unsigned_column_with_gaps_keeps_even_its_missing_tokens() -> None:
    column = read_csv("a,b\nNA,x\n9223372036854775808,y\n,z\n").columns[0]
    assert (column.kind, column.cells) == (Kind.TEXT, ("NA", "9223372036854775808", ""))
    assert read_csv("a,b\nNA,x\n99999999999999999999999,y\n").columns[0].cells[0] is None
