"""The offline search behind the best known orders: annealing with insertions, exchanges and block moves.

Compiled; needs numba. It is long on purpose, and no candidate can reach it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from adrs.problems.txn_scheduling.compiled import Ints, Tables, run


class Plan(NamedTuple):
    """What one restart minimises, and how it cools.

    The makespan alone has wide plateaus. The total by which ends exceed a target leads across them.

    Attributes:
        hot: First temperature, in units of the cost.
        cold: Last temperature.
        span_weight: Of the makespan in the cost.
        late_weight: Of the mean lateness (per transaction) in the cost.
        target_share: The target, as a share of the best makespan so far.
    """

    hot: float
    cold: float
    span_weight: float
    late_weight: float
    target_share: float


PLANS = (
    Plan(2.0, 0.05, 1.0, 0.25, 0.0),
    Plan(0.05, 0.005, 0.0, 1.0, 0.55),
    Plan(0.5, 0.02, 1.0, 0.25, 0.0),
    Plan(0.05, 0.01, 0.0, 1.0, 0.4),
)
"""Restarts take them in turn, as families differ in what suits them."""
EXCHANGES = 0.2
SINGLES = 0.5
LONGEST_BLOCK = 8


def search(tables: Tables, *, steps: int, seed: int) -> tuple[int, list[int]]:
    """Least makespan found, and its order.

    Args:
        tables: The batch.
        steps: Orders to try.
        seed: Of all randomness.
    """
    n = tables.lengths.size
    order = np.random.default_rng(seed).permutation(n).astype(np.int64)
    state = np.zeros(tables.state_size, dtype=np.int64)
    if n < 2:
        return int(run(order, *tables.arrays, state, 0)[0]), order.tolist()
    span, best = _anneal(order, *tables.arrays, state, steps, seed, PLANS[seed % len(PLANS)])
    return int(span), best.tolist()


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def _anneal(
    order: Ints,
    cells: Ints,
    gaps: Ints,
    bounds: Ints,
    lengths: Ints,
    state: Ints,
    steps: int,
    seed: int,
    plan: Plan,
) -> tuple[int, Ints]:
    np.random.seed(seed)
    late_weight = plan.late_weight / order.size
    best_span, best = run(order, cells, gaps, bounds, lengths, state, 0)[0], order.copy()
    target = int(plan.target_share * best_span)
    span, late = run(order, cells, gaps, bounds, lengths, state, target)
    cost = plan.span_weight * span + late_weight * late
    trial = order.copy()
    for step in range(steps):
        temperature = plan.hot * (plan.cold / plan.hot) ** (step / steps)
        trial[:] = order
        _move(trial)
        span, late = run(trial, cells, gaps, bounds, lengths, state, target)
        new = plan.span_weight * span + late_weight * late
        if new <= cost or np.random.random() < np.exp((cost - new) / temperature):
            order[:] = trial
            cost = new
            if span < best_span:
                best_span = span
                best[:] = order
                target = int(plan.target_share * best_span)
                span, late = run(order, cells, gaps, bounds, lengths, state, target)
                cost = plan.span_weight * span + late_weight * late
    return best_span, best


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def _move(order: Ints) -> None:
    """Exchange two transactions, or move one or a block elsewhere."""
    n = order.size
    a = np.random.randint(n)
    b = np.random.randint(n)
    kind = np.random.random()
    if kind < EXCHANGES:
        held = order[a]
        order[a] = order[b]
        order[b] = held
        return
    size = 1 if kind < EXCHANGES + SINGLES else min(2 + np.random.randint(LONGEST_BLOCK - 1), n)
    low, high = min(a, n - size), min(b, n - size)
    if low < high:
        _rotate(order, low, low + size, high + size)
    else:
        _rotate(order, high, low, low + size)


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def _rotate(order: Ints, first: int, middle: int, last: int) -> None:
    """Exchange the neighbouring blocks ``first:middle`` and ``middle:last``."""
    held = order[first:middle].copy()
    order[first : first + last - middle] = order[middle:last].copy()
    order[first + last - middle : last] = held
