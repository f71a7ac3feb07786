"""A second account of the rules: starts by pairs of conflicting operations, slot by slot.

Tests and the audit compare it with the judge. It shares no code with :mod:`.judge` and :mod:`.rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def gaps(first: str, second: str) -> list[int]:
    """Least distances of starts that the conflicting operations of two transactions ask for."""
    return [
        p - q + 1
        for p, a in enumerate(first.split(" "))
        for q, b in enumerate(second.split(" "))
        if a != "*" and b != "*" and a[2:] == b[2:] and "w" in (a[0], b[0])
    ]
