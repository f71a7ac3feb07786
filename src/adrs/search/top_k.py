"""Start from one of the k best."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.verdict import Usage
from adrs.search.desk import Desk, not_ready
from adrs.search.elites import TopK


class TopKStrategy:
    """Truncation selection: a parent uniformly among the ``k`` best, an arm uniformly among all.

    Args:
        arms: Ways of making a candidate.
        seed: Seed of every choice.
        k: Trials kept.
        inspirations: Other elites shown with each brief.
    """

    def __init__(self, arms: Sequence[Arm], *, seed: int, k: int = 16, inspirations: int = 2) -> None:
        self._desk = Desk(arms, seed=seed)
        self._rng = Random(seed)
        self._elites = TopK(k)
        self._inspirations = inspirations

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        if not len(self._elites):
            raise not_ready()
        arm = self._rng.choice(self._desk.arms)
        parent, *others = self._elites.sample(self._rng, 1 + self._inspirations)
        return self._desk.brief(arm, parent, others)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial among the elites."""
        self._desk.settle(trial, arm)
        admission = self._elites.add(trial)
        if admission > Admission.REJECTED:
            self._desk.attempts.keep_only({elite.candidate.id for elite in self._elites.trials})
        return admission

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """Nothing to learn: arms are drawn uniformly."""
        self._desk.withdraw(brief)
