"""What a program meets, in the preferred form, and what becomes of what it returns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import adrs
from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Workload
from adrs.problems.llm_sql.judge import judge
from tests.problems.llm_sql.conftest import Run, workload_of

CSV = "id,cat,city\n1,abc,Oslo\n2,abc,Oslo\n3,abd,\n4,abd,Rome\n"


@pytest.fixture
def table() -> Workload:
    return workload_of(CSV, [["city", "cat"]])


def program(body: str) -> str:
    return f"import numpy as np\ndef reorder(table, hints):\n    {body}\n"


def test_hands_out_names_columns_and_hints(run: Run, table: Workload) -> None:
    body = """
    assert (table.names, table.num_rows, table.num_columns) == (['id', 'cat', 'city'], 4, 3)
    assert table.columns[2] == ['Oslo', 'Oslo', '', 'Rome']
    assert hints.col_merge == [['city', 'cat']] and hints.one_way_dep == [] and hints.row_stop == 4
    return None, [1, 2, 0]"""
    answer = run(program(body), table)
    assert answer["rows"] is None
    assert answer["columns"].tolist() == [1, 2, 0]
    assert answer["merged"] == []


def test_hits_count_like_the_judge(run: Run, table: Workload) -> None:
    body = """
    whole = [[1, 2, 0], [1, 2, 0], [0, 1, 2], [2, 1, 0]]
    assert table.hits(whole) == 7 and table.hits([1, 2, 0]) == 12
    assert table.hits([]) == 0 and table.hits([1]) == 8
    return [3, 2, 1, 0], whole"""
    answer = run(program(body), table)
    assert judge(table, answer).metrics["hits"] == 7


@pytest.mark.parametrize("wrong", ["[0, 0]", "[3]", "[-1]", "[[0, 1, 2]]", "[[0, 0, 1]] * 4"])
def test_hits_of_what_is_no_order_is_an_error_of_the_program(run: Run, table: Workload, wrong: str) -> None:
    with pytest.raises(ValueError, match="order"):
        run(program(f"return None, [0, 1, table.hits({wrong})]"), table)


def test_a_merged_table_can_be_asked_for_and_declared(run: Run, table: Workload) -> None:
    body = """
    both = table.merge([['cat', 'city']])
    assert both.names == ['id', 'cat_city'] and both.columns[1][2] == 'abdnan'
    return None, [1, 2, 0], [['cat', 'city']]"""
    answer = run(program(body), table)
    assert answer["merged"] == [[1, 2]]
    assert judge(table, answer).metrics["characters"] == judge(
        table, run(program("return None, [1, 2, 0]"), table)
    ).metrics["characters"] + len("nan")


@pytest.mark.parametrize(
    "columns", ["np.arange(3)", "(0, 1, 2)", "np.tile(np.arange(3), (4, 1))", "[[0, 1, 2]] * 4"]
)
def test_arrays_and_tuples_are_taken(run: Run, table: Workload, columns: str) -> None:
    assert np.isfinite(judge(table, run(program(f"return None, {columns}"), table)).value)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("None", "must return"),
        ("[None, [0, 1, 2]]", "must return"),
        ("(None,)", "must return"),
        ("(None, None)", "list of ints"),
        ("(None, 'abc')", "list of ints"),
        ("(None, [0.0, 1.0, 2.0])", "list of ints"),
        ("(None, [True, False, True])", "list of ints"),
        ("(None, [[0, 1, 2], [0, 1]])", "equal length"),
        ("(None, [[[0, 1, 2]]])", "list of ints"),
        ("(None, [0, 1, 2], None)", "lists of column names"),
        ("(None, [0, 1, 2], [['no such']])", "does not exist"),
        ("(None, [0, 1, 2], [[[]]])", "does not exist"),
    ],
)
def test_anything_else_is_refused_with_a_reason(run: Run, table: Workload, result: str, reason: str) -> None:
    with pytest.raises(InvalidAnswer, match=reason):
        run(program(f"return {result}"), table)


def test_a_program_without_an_entry_is_told_the_preferred_one(run: Run, table: Workload) -> None:
    with pytest.raises(InvalidAnswer, match="reorder"):
        run("x = 1\n", table)


def test_the_harness_brings_neither_judge_nor_workloads_nor_pandas_along() -> None:
    code = f"""
import sys
sys.path.insert(0, {str(Path(adrs.__file__).parents[1])!r})
import adrs.problems.llm_sql.harness
print(*(name for name in sys.modules if name.startswith(("adrs.problems.llm_sql", "pandas"))))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in out.stdout.split()}
    assert loaded == {"llm_sql", "harness", "frames", "offer", "tables", "counter"}
