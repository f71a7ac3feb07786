"""Start from the best seed every time, and keep the best child."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.elites import TopK


class BestOfN:
    """Independent attempts from the best seed: the control that tells what iterating is worth.

    Args:
        arms: Ways of making a candidate; drawn uniformly.
        seed: Seed of every choice.
        inspirations: Other seeds shown with each brief.
    """

    def __init__(self, arms: Sequence[Arm], *, seed: int, inspirations: int = 2) -> None:
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._seeds = TopK(16)
        self._best = TopK(1)
        self._inspirations = inspirations

    def ask(self) -> Brief:
        """The next brief, always from the best seed.

        Raises:
            ValueError: No valid trial was told yet.
        """
        parent = self._seeds.best() or self._best.best()
        if parent is None:
            raise not_ready()
        arm = self._rng.choice(self._desk.arms)
        others = [trial for trial in self._seeds.trials if trial is not parent]
        shown = self._rng.sample(others, min(self._inspirations, len(others)))
        return self._desk.brief(arm, parent, shown)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """``NEW`` or ``IMPROVED`` when the trial is the best so far."""
        self._desk.settle(trial, arm)
        if arm is None:
            self._seeds.add(trial)
        return self._best.add(trial)

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing to learn: arms are drawn uniformly."""
        self._desk.withdraw(brief)
