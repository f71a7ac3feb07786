"""Where a brief may start from: the best, the front over workloads, cells of behaviour, anything valid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.core.seams import Archive
from adrs.search.cells import BehaviourCells
from adrs.search.matching import Matching
from adrs.search.pareto import ParetoArchive
from adrs.search.reservoir import Reservoir

Shares = Mapping[str, float]

CLIMB: Shares = {"best": 0.50, "front": 0.30, "cells": 0.05, "any": 0.15}
EXPLORE: Shares = {"best": 0.20, "front": 0.35, "cells": 0.15, "any": 0.30}
TUNE: Shares = {"best": 0.80, "front": 0.20}  # a session costs many evaluations: only near the top
"""Shares of the parent policies before any has earned more than another."""


class Parents:
    """Keeps everything a brief may start from, and draws a parent by a policy that is learned.

    Args:
        seed: Seed of who is remembered.
        capacity: Members of each archive.
        front: Whether the Pareto front over workloads is a source of parents.
        cells: Whether the cells of behaviour are.
        learned: Whether shares follow what the policies have earned.
    """

    def __init__(self, *, seed: int, capacity: int, front: bool, cells: bool, learned: bool) -> None:
        self.archive = ParetoArchive(capacity)
        self._cells = BehaviourCells(capacity)
        self._older = Reservoir(capacity, rng=Random(f"{seed}/older"))
        self._matching = Matching() if learned else None
        self._closed = {name for name, open_ in (("front", front), ("cells", cells)) if not open_}

    @property
    def best(self) -> Trial | None:
        """The trial with the highest score so far."""
        return self.archive.best()

    def add(self, trial: Trial) -> Admission:
        """What became of the trial on the front."""
        self._older.add(trial)
        if "cells" not in self._closed:
            self._cells.add(trial)
        return self.archive.add(trial)

    def discard(self, candidate_id: str, instead: Sequence[Trial]) -> None:
        """Forget a candidate; ``instead``, one at least, are the best of the others."""
        for kept in (self.archive, self._cells, self._older):
            kept.discard(candidate_id)
        for trial in instead:
            if trial.candidate.id not in self.archive:
                self.archive.add(trial)
        if not len(self._older):
            self._older.add(instead[0])

    def draw(self, shares: Shares, rng: Random) -> tuple[str, Trial]:
        """A policy, and a parent by it.

        Raises:
            ValueError: No valid trial was added yet.
        """
        best = self.archive.best()
        if best is None:
            raise ValueError("no parent: no valid trial was added yet")
        open_ = {name: share for name, share in shares.items() if name not in self._closed}
        if self._matching is not None:
            policy = self._matching.choose(open_, rng)
        else:
            policy = rng.choices(list(open_), list(open_.values()))[0]
        return policy, self._from(policy, best, rng)

    def reward(self, policy: str, reward: float) -> None:
        """Credit the policy that chose a parent."""
        if self._matching is not None:
            self._matching.reward(policy, reward)

    def anyone(self, rng: Random) -> Trial | None:
        """Any valid trial but the best."""
        best = self.archive.best()
        others = [t for t in self._older.trials if best is None or t.candidate.id != best.candidate.id]
        return rng.choice(others) if others else None

    def _from(self, policy: str, best: Trial, rng: Random) -> Trial:
        if policy == "best":
            return best
        sources: dict[str, Archive] = {"front": self.archive, "cells": self._cells, "any": self._older}
        drawn = sources[policy].sample(rng)
        return drawn[0] if drawn else best
