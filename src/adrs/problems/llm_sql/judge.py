"""Checks a plan, prints the rows from the judge's own copy of the table, and counts hits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.llm_sql.counter import neighbour_prefixes
from adrs.problems.llm_sql.plans import Plan, checked, original_order, row_strings
from adrs.problems.llm_sql.tables import Table


def judge(workload: Workload, answer: Any) -> Score:
    """Prefix hit rate in percent of ``{"rows", "columns", "merged"}``.

    Raises:
        InvalidAnswer: A row or a cell is missing or comes twice, or a merge is not one that may be made.
    """
    table = Table.of(workload.inputs)
    plan = checked(table, workload.inputs["merge"], answer)
    rows = sorted(row_strings(table, plan))
    prefixes = neighbour_prefixes(rows)
    hits, characters = int(prefixes.sum()), sum(map(len, rows))
    base = base_rate(workload)
    rate = hits / characters if characters else 0.0
    metrics = {
        "hits": float(hits),
        "characters": float(characters),
        "base_rate": 100.0 * base,
        "board_share": 100.0 * share_of_gap(rate, base),
    }
    return Score(100.0 * rate, metrics, _feedback(table, plan, rows, prefixes))


@lru_cache(maxsize=256)
def base_rate(workload: Workload) -> float:
    """Hit rate, 0 to 1, in the original order with all groups merged: the zero of the board."""
    rows = sorted(original_order(Table.of(workload.inputs), workload.inputs["merge"]))
    characters = sum(map(len, rows))
    return int(neighbour_prefixes(rows).sum()) / characters if characters else 0.0


def share_of_gap(rate: float, base: float) -> float:
    """How much of the gap between the original order and a full cache a rate closes, 0 to 1."""
    return min(1.0, max(0.0, (rate - base) / (1.0 - base))) if base < 1.0 else 0.0


def _feedback(table: Table, plan: Plan, rows: Sequence[str], prefixes: Any) -> str:
    sizes = np.array([len(row) for row in rows], dtype=np.int64)
    missed = int(sizes.sum() - prefixes.sum())
    cold = int(np.count_nonzero(4 * prefixes < sizes[1:])) + min(1, len(rows))
    first = plan.columns if plan.columns.ndim == 1 else plan.columns[:, 0]
    if plan.columns.ndim == 1:
        head = "every row begins with " + ", ".join(table.names[j] for j in first[:3])
    else:
        used, counts = np.unique(first, return_counts=True)
        top = sorted(zip(counts.tolist(), used.tolist(), strict=True), reverse=True)[:3]
        head = "rows begin with " + ", ".join(f"{table.names[j]} ({count})" for count, j in top)
    return (
        f"{missed} of {int(sizes.sum())} characters are not cached; {cold} of {len(rows)} rows hit less than"
        f" a quarter of theirs; {head}"
    )
