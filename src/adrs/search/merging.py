"""When GEPA merges two programs, and which."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Trial
from adrs.search.fitness import fitness
from adrs.search.frontier import Frontier
from adrs.search.lineage import Lineage

_PAIRS = 10  # drawn before a merge is given up, as in the paper's implementation


class Merging:
    """Schedule and choice of system-aware merges.

    Agrawal et al., arXiv 2507.19457, Algorithms 3 and 4 and appendix on merge, and their implementation: a
    mutation that was accepted makes a merge due and has the next proposal try it; a merge that was accepted
    uses up one of ``most``; a rejected one does not, but the same pair is never merged by the same ancestor
    again.

    Args:
        most: Merges that may be accepted in a run (5 in the paper).
        lineage: Ancestry of the trials on the frontier.
    """

    def __init__(self, most: int, lineage: Lineage) -> None:
        self._most = most
        self._lineage = lineage
        self._due = 0
        self._accepted = 0
        self._fresh = False  # a mutation was accepted since the last try
        self._tried: set[tuple[str, str, str]] = set()

    @property
    def left(self) -> int:
        """Merges that may still be accepted."""
        return self._most - self._accepted

    def mutated(self) -> None:
        """A mutation was accepted."""
        self._fresh = True
        if self.left > 0:
            self._due += 1

    def merged(self) -> None:
        """A merge was accepted."""
        self._accepted += 1
        self._due = max(self._due - 1, 0)

    def next(self, frontier: Frontier, rng: Random) -> tuple[Trial, Trial] | None:
        """Two members to merge now, the better first; ``None`` when it is not time or no pair may be."""
        if not (self._fresh and self._due > 0 and self.left > 0):
            return None
        self._fresh = False
        self._tried = {key for key in self._tried if key[0] in frontier and key[1] in frontier}
        members = frontier.trials
        for _ in range(_PAIRS if len(members) > 1 else 0):
            pair = sorted(rng.sample(members, 2), key=lambda trial: fitness(trial) or 0.0, reverse=True)
            if self._legal(pair, rng):
                return pair[0], pair[1]
        return None

    def _legal(self, pair: Sequence[Trial], rng: Random) -> bool:
        first, second = sorted(trial.candidate.id for trial in pair)
        fresh = [
            ancestor
            for ancestor in self._lineage.mergeable_from(first, second)
            if (first, second, ancestor) not in self._tried
        ]
        if not fresh:
            return False
        self._tried.add((first, second, rng.choice(fresh)))
        return True


def subsample(first: Trial, second: Trial, size: int, rng: Random) -> tuple[str, ...]:
    """Workloads to hold a merge against its parents on: where the first leads, the second leads, and neither.

    A third of ``size`` from each group as far as it goes, filled up from the rest.
    """
    one, other = first.evaluation.scores, second.evaluation.scores
    common = [name for name in one if name in other]
    groups = (
        [name for name in common if one[name] > other[name]],
        [name for name in common if one[name] < other[name]],
        [name for name in common if one[name] == other[name]],
    )
    chosen: list[str] = []
    for group in groups:
        chosen += rng.sample(group, min(len(group), math.ceil(size / 3), size - len(chosen)))
    rest = [name for name in common if name not in chosen]
    return tuple(chosen + rng.sample(rest, min(len(rest), size - len(chosen))))
