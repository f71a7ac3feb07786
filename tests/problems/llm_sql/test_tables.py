"""Typing, printing and merging against the reference's cases."""

from __future__ import annotations

from typing import Any

import pytest

from adrs.problems.llm_sql.csv_tables import read_csv
from adrs.problems.llm_sql.tables import Column, Kind, Table, merged, printed
from tests.problems.llm_sql.conftest import golden_cases

CASES = [case for case in golden_cases() if "runs" in case]
KINDS = {"int64": "int", "uint64": "int", "float64": "float", "bool": "bool", "object": "text"}


def rows_of(table: Table) -> list[str]:
    return ["".join(cells) for cells in zip(*printed(table), strict=True)]


@pytest.mark.skipif(not CASES, reason="golden/llm_sql.json is absent")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_rows_print_as_the_reference_prints_them(case: dict[str, Any]) -> None:
    table = read_csv(case["csv"])
    assert list(table.names) == case["columns"]
    columns = printed(table)
    for run in case["runs"]:
        rows = ["".join(cells) for cells in zip(*(columns[j] for j in run["column_order"]), strict=True)]
        assert [rows[i] for i in run.get("row_order", range(len(rows)))] == run["row_strings"]


@pytest.mark.skipif(not CASES, reason="golden/llm_sql.json is absent")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_columns_have_the_kind_the_reference_infers(case: dict[str, Any]) -> None:
    for column, dtype in zip(read_csv(case["csv"]).columns, case["dtypes"], strict=True):
        holds_truth_with_gaps = column.kind is Kind.BOOL and None in column.cells  # an object column there
        assert KINDS[dtype] == ("text" if holds_truth_with_gaps else column.kind)


@pytest.mark.parametrize("case", [c for c in CASES if "merge" in c], ids=lambda case: case["id"])
def test_merging_prints_as_the_reference_does(case: dict[str, Any]) -> None:
    assert rows_of(merged(read_csv(case["csv"]), case["merge"])) == case["merged_baseline"]["row_strings"]


def test_a_merged_column_comes_last_and_missing_cells_are_spelt_out() -> None:
    table = merged(read_csv("a,b,c\n1,,x\n2,u,y\n"), [["b", "a"]])
    assert table.names == ("c", "b_a")
    assert table.columns[1] == Column("b_a", Kind.TEXT, ("nan1", "u2"))


def test_integers_print_as_floats_only_among_numbers_with_a_float() -> None:
    assert rows_of(read_csv("a,b\n1,0.5\n")) == ["1.00.5"]
    assert rows_of(read_csv("a,b,c\n1,0.5,True\n")) == ["10.5True"]
    assert rows_of(read_csv("a,b\n1,2\n")) == ["12"]


def test_a_group_with_an_unknown_or_used_column_is_left_out() -> None:
    table = read_csv("a,b,c\n1,2,3\n")
    assert merged(table, [["a", "z"]]) == table
    assert merged(table, [["a", "b"], ["b", "c"]]).names == ("c", "a_b")


def test_a_table_survives_as_plain_data() -> None:
    table = read_csv("a,b,c,d\n1,,True,x\n2,0.5,False,\n")
    assert Table.of(table.inputs()) == table
