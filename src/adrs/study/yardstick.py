"""The one scale on which runs on different problems are compared: the normalised gap.

On each split, for the objective's aggregate over its workloads::

    gap = (value - limit) / (one - limit)

so that 0 is at the limit and less is better on every problem. The limit is the split's bound: the proven
optimum or the proven bound, or the best known value where nothing is proven. One is the human state of the
art; the naive seed, where human is missing or is itself at the limit. A gap is not cut off: one above 1 is
worse than human, one below 0 is better than a best known value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adrs.core.problem import BoundKind, Problem
from adrs.core.workload import Split
from adrs.run.bounds import split_bound

_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """The scale of one problem on one split.

    Args:
        limit: The value at which the gap is 0, in the objective's unit.
        kind: What the limit is.
        one: The value at which the gap is 1.
        anchor: What ``one`` is: ``human`` or ``naive``.
        naive: The naive seed's value: what a run without a valid result is counted as.
    """

    limit: float
    kind: BoundKind
    one: float
    anchor: str
    naive: float | None = None

    def gap(self, value: float) -> float:
        """The normalised gap of ``value``."""
        return (value - self.limit) / (self.one - self.limit)

    @property
    def fallback(self) -> float | None:
        """The gap of a run without a valid result on this split: that of the naive seed."""
        return None if self.naive is None else self.gap(self.naive)


def yardstick(
    problem: Problem, split: Split, *, human: float | None, naive: float | None
) -> Yardstick | None:
    """The scale of a split; ``None`` where it has no bound, or neither reference is apart from it."""
    bound = split_bound(problem, split)
    if bound is None:
        return None
    for anchor, one in (("human", human), ("naive", naive)):
        if one is not None and _apart(one, bound.value) and problem.objective.better(bound.value, one):
            return Yardstick(limit=bound.value, kind=bound.kind, one=one, anchor=anchor, naive=naive)
    return None


def yardsticks(
    problem: Problem, human: Mapping[Split, float], naive: Mapping[Split, float]
) -> dict[Split, Yardstick]:
    """The scales of the splits that have one."""
    splits = (Split.TRAIN, Split.VALIDATION, Split.TEST)
    found = {s: yardstick(problem, s, human=human.get(s), naive=naive.get(s)) for s in splits}
    return {split: scale for split, scale in found.items() if scale is not None}


def _apart(one: float, limit: float) -> bool:
    return abs(one - limit) > _SAME * max(abs(one), abs(limit))
