"""Which elements a truncation keeps, exactly, and how far a cut may lie off.

Elements are ordered by value, greatest first, equal ones by index, lowest first; -0 equals 0, and -inf is
never kept. Top-k keeps the first ``k`` finite ones. Top-p keeps the shortest prefix whose softmax mass
reaches ``p``; with both, the softmax is over what top-k kept (as vLLM and other servers do it).

Masses here are float64: exponentials of float32 logits less their maximum, the total added pairwise and the
prefix in order. Their error is below ``1e-10``, far below :data:`BAND`, which is there for the float32 sums
of programs: every prefix is right that is the shortest one for *some* p' within ``BAND`` of p.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from adrs.core.workload import Workload
from adrs.problems.topk_select.rows import Floats, make

BAND = 1e-6
"""Mass by which the cut of a top-p may be off."""
FIRST_GUESS = 4096

Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right for one row.

    Args:
        order: ``(most,)`` indices in order of rank, as many as may be kept at most.
        fewest: How many must be kept at least; equal to ``len(order)`` for a top-k.
        size: Elements of the row.
    """

    order: Ints
    fewest: int
    size: int


@lru_cache(maxsize=64)
def truths(workload: Workload) -> tuple[Truth, ...]:
    """The truth of each row of a workload."""
    return tuple(truth(make(recipe), recipe["k"], recipe["p"]) for recipe in workload.inputs["rows"])


def truth(row: Floats, k: int, p: float) -> Truth:
    """What is right for a row.

    Args:
        row: ``(size,)`` float32, at least one of them finite.
        k: Keep at most so many; 0 for no limit.
        p: Keep this much mass; 1 for no limit.
    """
    finite = int(np.count_nonzero(row > -np.inf))
    most = min(k, finite) if k > 0 else finite
    if p >= 1.0:
        return Truth(_first(row, most), most, len(row))
    return _by_mass(row, most, p)


def _first(row: Floats, count: int) -> Ints:
    """The first ``count`` indices in order of rank."""
    if count >= len(row):
        return np.argsort(-row, kind="stable")
    least = np.partition(row, len(row) - count)[len(row) - count]
    indices = np.flatnonzero(row >= least)
    return indices[np.argsort(-row[indices], kind="stable")][:count]


def _by_mass(row: Floats, most: int, p: float) -> Truth:
    top = row.max().astype(np.float64)
    considered = row if most == np.count_nonzero(row > -np.inf) else row[_first(row, most)]
    total = np.exp(considered.astype(np.float64) - top).sum()
    guess = FIRST_GUESS
    while True:
        order = _first(row, min(guess, most))
        mass = np.cumsum(np.exp(row[order].astype(np.float64) - top)) / total
        if len(order) == most or mass[-1] >= p + BAND:
            fewest = min(int(np.searchsorted(mass, p - BAND)) + 1, len(order))
            longest = min(int(np.searchsorted(mass, p + BAND)) + 1, len(order))
            return Truth(order[:longest], fewest, len(row))
        guess *= 4
