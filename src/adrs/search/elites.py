"""The k best trials by score."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.search.fitness import fitness, length


class TopK:
    """The ``k`` best trials by score, best first; of equal scores the older ranks higher.

    Trials with equal scores on every workload count as one: the shorter program stays.

    Raises:
        ValueError: ``k`` is below 1.
    """

    def __init__(self, k: int = 16) -> None:
        if k < 1:
            raise ValueError(f"top {k}; at least 1 is needed")
        self._k = k
        self._told = 0
        self._ranked: list[tuple[float, int, Trial]] = []  # (-score, order of arrival, trial)

    def __len__(self) -> int:
        return len(self._ranked)

    def __contains__(self, candidate_id: object) -> bool:
        return any(trial.candidate.id == candidate_id for _, _, trial in self._ranked)

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All members, best first."""
        return tuple(trial for _, _, trial in self._ranked)

    def discard(self, candidate_id: str) -> None:
        """Forget a member; nothing happens if it is none."""
        self._ranked = [entry for entry in self._ranked if entry[2].candidate.id != candidate_id]

    def best(self) -> Trial | None:
        """The trial with the highest score; ``None`` when empty."""
        return self._ranked[0][2] if self._ranked else None

    def add(self, trial: Trial) -> Admission:
        """``NEW`` while there is room, ``IMPROVED`` when it takes another's place."""
        score = fitness(trial)
        if score is None:
            return Admission.REJECTED
        if len(self._ranked) == self._k and -score > self._ranked[-1][0]:
            return Admission.REJECTED
        for index, (cost, order, member) in enumerate(self._ranked):
            if cost == -score and member.evaluation.scores == trial.evaluation.scores:
                return self._settle_tie(index, order, trial)
        if len(self._ranked) == self._k and -score == self._ranked[-1][0]:
            return Admission.REJECTED
        self._told += 1
        insort(self._ranked, (-score, self._told, trial), key=lambda entry: entry[:2])
        if len(self._ranked) <= self._k:
            return Admission.NEW
        self._ranked.pop()
        return Admission.IMPROVED

    def sample(self, rng: Random, n: int = 1) -> Sequence[Trial]:
        """Up to ``n`` distinct members, uniformly."""
        return tuple(trial for _, _, trial in rng.sample(self._ranked, min(n, len(self._ranked))))

    def _settle_tie(self, index: int, order: int, trial: Trial) -> Admission:
        cost, _, member = self._ranked[index]
        if length(trial) >= length(member):
            return Admission.REJECTED
        self._ranked[index] = (cost, order, trial)
        return Admission.IMPROVED
