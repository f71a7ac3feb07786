"""The offline search behind the best known orders: annealing with insertion and exchange moves.

Compiled; needs numba. It is long on purpose, and no candidate can reach it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from adrs.problems.txn_scheduling.compiled import Ints, Tables, run

HOT = 2.0
COLD = 0.05
MEAN_END_WEIGHT = 0.25
"""Weight of the mean end slot beside the makespan: it leads across the makespan's plateaus."""


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
        return int(run(order, *tables.arrays, state)[0]), order.tolist()
    span, best = _anneal(order, *tables.arrays, state, steps, seed)
    return int(span), best.tolist()


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def _anneal(
    order: Ints, cells: Ints, gaps: Ints, bounds: Ints, lengths: Ints, state: Ints, steps: int, seed: int
) -> tuple[int, Ints]:
    np.random.seed(seed)
    n = order.size
    span, total = run(order, cells, gaps, bounds, lengths, state)
    cost = span + MEAN_END_WEIGHT * total / n
    best_span, best = span, order.copy()
    trial = order.copy()
    for step in range(steps):
        temperature = HOT * (COLD / HOT) ** (step / steps)
        trial[:] = order
        _move(trial)
        span, total = run(trial, cells, gaps, bounds, lengths, state)
        new = span + MEAN_END_WEIGHT * total / n
        if new <= cost or np.random.random() < np.exp((cost - new) / temperature):
            order[:] = trial
            cost = new
            if span < best_span:
                best_span = span
                best[:] = order
    return best_span, best


@njit(nogil=True)  # type: ignore[misc, unused-ignore]
def _move(order: Ints) -> None:
    """Move one transaction elsewhere, or (one time in four) exchange two."""
    n = order.size
    a = np.random.randint(n)
    b = np.random.randint(n)
    held = order[a]
    if np.random.random() < 0.25:
        order[a] = order[b]
        order[b] = held
    elif a < b:
        for i in range(a, b):
            order[i] = order[i + 1]
        order[b] = held
    else:
        for i in range(a, b, -1):
            order[i] = order[i - 1]
        order[b] = held
