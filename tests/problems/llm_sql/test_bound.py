"""Limits hold for every plan of small tables, and are labelled for what they are."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.problem import BoundKind
from adrs.core.workload import Split
from adrs.problems.llm_sql import bound
from adrs.problems.llm_sql.counter import count_hits
from adrs.problems.llm_sql.csv_tables import read_csv
from adrs.problems.llm_sql.problem import create
from adrs.problems.llm_sql.tables import printed
from tests.problems.llm_sql.conftest import golden_cases, workload_of

CELLS = st.text(alphabet="ab", max_size=3)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=3)
SOLVED = [case for case in golden_cases() if "best_per_row_order_hits" in case]


def percent(rows: list[str]) -> float:
    total = sum(map(len, rows))
    return 100.0 * count_hits(rows) / total if total else 0.0


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_no_plan_passes_the_two_proven_limits(rows: list[list[str]]) -> None:
    texts = [list(column) for column in zip(*rows, strict=True)]
    limit = min(bound.strict(texts), bound.characters(texts)) + 1e-9
    for orders in product(permutations(range(3)), repeat=len(rows)):
        assert percent(["".join(row[j] for j in o) for row, o in zip(rows, orders, strict=True)]) <= limit


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_order_for_all_rows_of_distinguishable_columns_passes_the_aligned_model(
    rows: list[list[str]],
) -> None:
    # A letter of its own before every cell keeps cells of different columns from agreeing.
    marked = [[f"{mark}{cell}" for mark, cell in zip("xyz", row, strict=True)] for row in rows]
    texts = [list(column) for column in zip(*marked, strict=True)]
    limit = bound.aligned(texts) + 1e-9
    for orders in product(permutations(range(3)), repeat=len(rows)):
        assert percent(["".join(row[j] for j in o) for row, o in zip(marked, orders, strict=True)]) <= limit


@pytest.mark.skipif(not SOLVED, reason="golden/llm_sql.json is absent")
@pytest.mark.parametrize("case", SOLVED, ids=lambda case: case["id"])
def test_the_reference_optima_are_found_by_enumeration_and_within_the_limit(case: dict[str, Any]) -> None:
    cells = list(zip(*printed(read_csv(case["csv"])), strict=True))
    orders = list(permutations(range(len(cells[0]))))
    fixed = max(count_hits(["".join(row[j] for j in o) for row in cells]) for o in orders)
    assert fixed == case["best_fixed_column_order_hits"]
    if len(orders) ** len(cells) <= 10_000:
        free = max(
            count_hits(["".join(row[j] for j in o) for row, o in zip(cells, chosen, strict=True)])
            for chosen in product(orders, repeat=len(cells))
        )
        assert free == case["best_per_row_order_hits"]
    limit = bound.bound_of(workload_of(case["csv"]))
    total = sum(len(cell) for row in cells for cell in row)
    assert limit.kind is BoundKind.BOUND
    assert total == 0 or 100.0 * case["best_per_row_order_hits"] / total <= limit.value + 1e-9


def test_every_generated_table_has_its_limits_kept() -> None:
    problem = create()
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for workload in problem.workloads(split):
            kept = bound.table_of_bounds()[workload.digest]
            limit = problem.bound(workload)
            assert limit is not None
            assert limit.best_known is not None
            assert limit.best_known <= kept["aligned"] <= kept["characters"]
            assert limit.value == min(kept["strict"], kept["characters"]) > limit.best_known


def test_kept_limits_are_those_that_are_computed() -> None:
    workload = create().workloads(Split.TRAIN)[2]
    kept = bound.table_of_bounds()[workload.digest]
    assert bound.compute(workload, kept["best_known"]) == pytest.approx(kept)


def test_a_spanning_tree_of_nothing_weighs_nothing() -> None:
    assert bound.spanning_weight(0, lambda i: pytest.fail("no node")) == 0
    assert bound.strict([[]]) == bound.characters([[]]) == bound.aligned([[]]) == 0.0
