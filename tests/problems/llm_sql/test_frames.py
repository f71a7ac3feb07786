"""Published programs run unchanged: they take and return pandas frames."""

from __future__ import annotations

import sys

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Workload
from adrs.problems.llm_sql.judge import judge
from tests.problems.llm_sql.conftest import Run, workload_of

CSV = "id,name,style,n\n7,ale,A,1\n7,ale,B,\n9,ipa,A,2\n"


@pytest.fixture
def table() -> Workload:
    pytest.importorskip("pandas", reason="pandas is not installed")
    return workload_of(CSV, [["id", "name"]])


SOLVE = """
import pandas as pd
def solve(df, early_stop=100000, row_stop=4, col_stop=2, col_merge=[], one_way_dep=[],
          distinct_value_threshold=0.7, parallel=True):
    {}
"""


def value(run: Run, text: str, table: Workload) -> float:
    return judge(table, run(text, table)).value


def test_a_function_a_solution_and_an_evolved_class_are_taken(run: Run, table: Workload) -> None:
    as_solution = """
class Solution:
    def solve(self, df, early_stop, row_stop, col_stop, col_merge, one_way_dep,
              distinct_value_threshold, parallel):
        return df[["style", "id", "name", "n"]].sort_values("style")
"""
    as_evolved = """
from solver import Algorithm
class Evolved(Algorithm):
    def __init__(self, df=None):
        self.df = df
    def reorder(self, df, **hints):
        return df[["style", "id", "name", "n"]], [["style", "id", "name", "n"]]
"""
    expected = value(run, "def reorder(table, hints):\n    return None, [2, 0, 1, 3]\n", table)
    assert value(run, SOLVE.format('return df[["style", "id", "name", "n"]]'), table) == expected
    assert value(run, as_solution, table) == expected
    assert value(run, as_evolved, table) == expected


def test_the_frame_has_the_types_that_read_csv_gives(run: Run, table: Workload) -> None:
    body = """assert [str(t) for t in df.dtypes] == ["int64", "object", "object", "float64"]
    assert df["n"].isna().sum() == 1 and df["id"][0] == 7
    return df"""
    assert value(run, SOLVE.format(body), table) >= 0


def test_a_large_integer_and_a_truth_value_with_gaps_have_their_types(run: Run) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    table = workload_of("a,b,c\n9223372036854775808,True,True\n1,,False\n")
    body = 'assert [str(t) for t in df.dtypes] == ["uint64", "object", "bool"]\n    return df'
    assert value(run, SOLVE.format(body), table) >= 0


@pytest.mark.parametrize("name", ["id_name", "name_id"])
def test_declared_groups_may_be_merged_in_any_order_of_members(run: Run, table: Workload, name: str) -> None:
    members = name.split("_")
    body = f"""df["{name}"] = df[{members}].apply(lambda row: "".join(str(v) for v in row), axis=1)
    return df.drop(columns={members})[["{name}", "style", "n"]]"""
    answer = run(SOLVE.format(body), table)
    assert answer["merged"] == [[("id", "name", "style", "n").index(m) for m in members]]
    plain = f"return None, [{', '.join(str(j) for j in [*answer['merged'][0], 2, 3])}]"
    assert judge(table, answer).value == value(run, f"def reorder(table, hints):\n    {plain}\n", table)


def test_cells_may_move_within_their_rows(run: Run, table: Workload) -> None:
    body = """rows = df.astype(object).values.tolist()
    return pd.DataFrame([rows[2], rows[0][::-1], rows[1]], columns=df.columns, dtype=object)"""
    answer = run(SOLVE.format(body), table)
    assert answer["rows"].tolist() == [2, 0, 1]
    assert answer["columns"].tolist() == [[3, 2, 1, 0], [0, 1, 2, 3], [0, 1, 2, 3]]


def test_integers_that_print_as_floats_in_the_end_are_taken_either_way(run: Run) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    table = workload_of("a,b\n1,0.5\n2,0.5\n")
    for body in ("return df[['b', 'a']]", "return df.astype(float)[['b', 'a']]"):
        assert judge(table, run(SOLVE.format(body), table)).metrics == {
            "hits": 3.0, "characters": 12.0, "base_rate": 0.0, "board_share": 25.0,
        }  # fmt: skip


REFUSED = {
    "emptied cells": "df[:] = ''; return df.astype(object).replace('', 'x')",
    "constant": "return pd.DataFrame('a', index=df.index, columns=df.columns)",
    "shortened": "return df.iloc[:1]",
    "no rows": "return df.iloc[:0]",
    "a row twice": "return df.iloc[[0, 0, 1]]",
    "a column dropped": "return df.drop(columns='style')",
    "a column added": "return df.assign(more=1)",
    "a column padded": "return df.assign(style=df['style'] + ' ')",
    "retyped": "return df.assign(id=df['id'].astype(float))",
    "missing filled": "return df.fillna(0)",
    "missing spelt out": "return df.astype(object).where(df.notna(), 'nan')",
    "cells across rows": "return df.assign(style=list(df['style'])[::-1], id=list(df['id'])[::-1])",
    "merged where not declared": "df['style_n'] = df['style'] + df['n'].astype(str); "
    "return df.drop(columns=['style', 'n'])",
    "a merged column emptied": "df['id_name'] = ''; return df.drop(columns=['id', 'name'])",
    "not a frame": "return df.values",
    "nothing": "return None",
    "an empty tuple": "return ()",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_frame_that_holds_anything_else_is_refused(run: Run, table: Workload, body: str) -> None:
    with pytest.raises(InvalidAnswer):
        run(
            SOLVE.format(
                body.replace("; ", "\n    ").replace("df[:] = ''", "df = df.astype(object); df[:] = ''")
            ),
            table,
        )


def test_without_pandas_the_reason_names_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InvalidAnswer, match="pandas, which is not installed"):
        run("def solve(df, **hints):\n    return df\n", workload_of(CSV))
