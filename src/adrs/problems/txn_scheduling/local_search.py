"""The offline search behind the best known orders: annealing with insertion and exchange moves.

Compiled; needs numba. It is long on purpose, and no candidate can reach it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from adrs.problems.txn_scheduling.compiled import Ints, Tables, run

TEMPERATURES = ((2.0, 0.05), (0.5, 0.02), (4.0, 0.05), (1.0, 0.02))
"""First and last temperature in slots; restarts take them in turn, as families differ in what suits them."""
EXCHANGES = 0.2
SINGLES = 0.5
LONGEST_BLOCK = 8
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
    hot, cold = TEMPERATURES[seed % len(TEMPERATURES)]
    span, best = _anneal(order, *tables.arrays, state, steps, seed, hot, cold)
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
    hot: float,
    cold: float,
) -> tuple[int, Ints]:
    np.random.seed(seed)
    n = order.size
    span, total = run(order, cells, gaps, bounds, lengths, state)
    cost = span + MEAN_END_WEIGHT * total / n
    best_span, best = span, order.copy()
    trial = order.copy()
    for step in range(steps):
        temperature = hot * (cold / hot) ** (step / steps)
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
