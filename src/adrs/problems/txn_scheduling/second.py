"""A second account of the rules: starts by pairs of conflicting operations, slot by slot.

Tests and the audit compare it with the judge. It shares no code with :mod:`.judge` and :mod:`.rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from adrs.core.workload import Workload


def value(workload: Workload, answer: Any) -> float:
    """The makespan of a valid answer, in slots."""
    return float(makespan(workload.inputs["txns"], answer["order"]))


def makespan(txns: Sequence[str], order: Sequence[int]) -> int:
    """If A precedes B: ``start_B >= start_A + max(p_A - p_B + 1)`` over their conflicting operations."""
    starts: list[int] = []
    end = 0
    for place, index in enumerate(order):
        start = 1
        for before in range(place):
            for gap in gaps(txns[order[before]], txns[index]):
                start = max(start, starts[before] + gap)
        starts.append(start)
        if set(txns[index].split(" ")) != {"*"}:
            end = max(end, start + len(txns[index].split(" ")) - 1)
    return end


@lru_cache(maxsize=2**17)
def gaps(first: str, second: str) -> tuple[int, ...]:
    """Least distances of starts that the conflicting operations of two transactions ask for."""
    before, after = _operations(first), _operations(second)
    return tuple(
        p - q + 1
        for key in before.keys() & after.keys()
        for p, kind in before[key]
        for q, other in after[key]
        if "w" in (kind, other)
    )


@lru_cache(maxsize=2**12)
def _operations(body: str) -> dict[str, list[tuple[int, str]]]:
    """Slots and kinds of a transaction's operations, by key."""
    found: dict[str, list[tuple[int, str]]] = {}
    for slot, token in enumerate(body.split(" ")):
        if token != "*":
            found.setdefault(token[2:], []).append((slot, token[0]))
    return found
