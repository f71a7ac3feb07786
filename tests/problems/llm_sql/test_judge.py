"""Scoring a plan, and refusing what is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import InvalidAnswer
from adrs.problems.llm_sql.judge import base_rate, judge, share_of_gap
from adrs.problems.llm_sql.plans import original_order
from adrs.problems.llm_sql.tables import Table
from tests.problems.llm_sql.conftest import golden_cases, workload_of
from tests.problems.llm_sql.test_counter import trie_hits

TABLE = workload_of("a,b,c\nx,1,long\ny,1,long\nx,2,\nz,2,short\n", [["a", "c"]])
CASES = [case for case in golden_cases() if "runs" in case]


def plan(columns: Any, rows: Any = None, merged: Any = ()) -> dict[str, Any]:
    return {
        "rows": None if rows is None else np.array(rows),
        "columns": np.array(columns),
        "merged": [list(group) for group in merged],
    }


def test_the_value_is_the_share_of_characters_hit_in_percent() -> None:
    score = judge(TABLE, plan([1, 2, 0]))
    assert score.metrics["hits"] == 5 + 1
    assert score.metrics["characters"] == 21
    assert score.value == pytest.approx(100 * 6 / 21)
    assert "15 of 21 characters are not cached" in score.feedback


def test_each_row_may_have_its_own_order() -> None:
    score = judge(TABLE, plan([[2, 1, 0], [2, 1, 0], [1, 0, 2], [1, 2, 0]]))
    assert score.metrics["hits"] == 5 + 1
    assert "rows begin with" in score.feedback


@given(st.permutations(range(4)), st.lists(st.permutations(range(3)), min_size=4, max_size=4))
def test_every_permutation_is_a_plan_and_rows_do_not_matter(rows: list[int], orders: list[list[int]]) -> None:
    cells = [["x", "1", "long"], ["y", "1", "long"], ["x", "2", ""], ["z", "2", "short"]]
    texts = ["".join(cells[i][j] for j in orders[i]) for i in rows]
    assert judge(TABLE, plan(orders, rows)).metrics["hits"] == trie_hits(texts)[0]
    assert judge(TABLE, plan(orders, rows)) == judge(TABLE, plan(orders))


def test_a_merged_group_prints_as_one_cell() -> None:
    score = judge(TABLE, plan([1, 2, 0], merged=[[2, 0]]))
    assert score.metrics["characters"] == 21 + len("nan")


@pytest.mark.parametrize("case", [c for c in CASES if "merge" in c], ids=lambda case: case["id"])
def test_the_zero_of_the_board_is_the_reference_one(case: dict[str, Any]) -> None:
    workload = workload_of(case["csv"], case["merge"])
    assert original_order(Table.of(workload.inputs), case["merge"]) == case["merged_baseline"]["row_strings"]
    assert base_rate(workload) == pytest.approx(case["merged_baseline"]["hit_rate"])


BAD = {
    "not an object": [],
    "a part missing": {"rows": None, "columns": np.arange(3)},
    "a part too many": {**plan([0, 1, 2]), "hits": 10**6},
    "an order too short": plan([0, 1]),
    "an order too long": plan([0, 1, 2, 2]),
    "a column twice": plan([0, 1, 1]),
    "a column that does not exist": plan([0, 1, 3]),
    "a negative column": plan([0, 1, -1]),
    "floats": plan([0.0, 1.0, 2.0]),
    "truth values": {**plan([0, 1, 2]), "columns": np.array([True, False, True])},
    "a list": {**plan([0, 1, 2]), "columns": [0, 1, 2]},
    "orders for fewer rows": plan([[0, 1, 2]] * 3),
    "orders for more rows": plan([[0, 1, 2]] * 5),
    "one row with a cell twice": plan([[0, 1, 2]] * 3 + [[0, 0, 2]]),
    "a row twice": plan([0, 1, 2], [0, 1, 2, 2]),
    "a row missing": plan([0, 1, 2], [0, 1, 2]),
    "a row that does not exist": plan([0, 1, 2], [1, 2, 3, 4]),
    "rows as a table": plan([0, 1, 2], [[0, 1, 2, 3]]),
    "an undeclared merge": plan([0, 1, 2], merged=[[0, 1]]),
    "a part of a group": plan([0, 1, 2], merged=[[0]]),
    "a group with a repeated member": plan([0, 2, 1], merged=[[0, 2, 2]]),
    "a group twice": plan([0, 2, 1], merged=[[0, 2], [2, 0]]),
    "merged but apart": plan([0, 1, 2], merged=[[0, 2]]),
    "merged in another order": plan([0, 2, 1], merged=[[2, 0]]),
    "apart in one row": plan([[0, 2, 1]] * 3 + [[0, 1, 2]], merged=[[0, 2]]),
    "merged names": {**plan([0, 2, 1]), "merged": [["a", "c"]]},
    "merged truth values": {**plan([0, 2, 1]), "merged": [[False, 2]]},
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD)
def test_what_is_no_plan_is_refused_with_a_reason(answer: Any) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        judge(TABLE, answer)
    assert 10 < len(str(caught.value)) < 300


def test_tables_without_rows_or_characters_have_rate_zero() -> None:
    for csv in ("a,b\n", "a,b\n,\n,\n"):
        assert judge(workload_of(csv), plan([1, 0])).value == 0.0


def test_the_share_of_the_gap_is_clamped() -> None:
    assert share_of_gap(0.1, 0.2) == 0.0
    assert share_of_gap(0.6, 0.2) == pytest.approx(0.5)
    assert share_of_gap(1.0, 1.0) == 0.0
