"""Start from anything that ever worked: the control without selection."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.reservoir import Reservoir


class RandomSearch:
    """Parents uniform over all valid trials, arms uniform: what is found without selection pressure.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        size: Trials in the reservoir that stands for all of them.
        inspirations: Other trials shown with each brief.
    """

    def __init__(self, arms: Sequence[Arm], *, seed: int, size: int = 256, inspirations: int = 2) -> None:
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._trials = Reservoir(size, rng=Random(f"{seed}/reservoir"))
        self._inspirations = inspirations

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        if not len(self._trials):
            raise not_ready()
        arm = self._rng.choice(self._desk.arms)
        parent, *others = self._trials.sample(self._rng, 1 + self._inspirations)
        return self._desk.brief(arm, parent, others)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """``NEW`` when the trial entered the reservoir."""
        self._desk.settle(trial, arm)
        return self._trials.add(trial)

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing to learn: arms are drawn uniformly."""
        self._desk.withdraw(brief)
