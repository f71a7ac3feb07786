"""A uniform sample of everything valid that was ever told."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from adrs.core.candidate import Admission, Trial
from adrs.search.fitness import fitness


class Reservoir:
    """At most ``size`` trials, each valid trial so far being among them with equal chance.

    Algorithm R (Vitter, ACM TOMS 11(1), 1985): the n-th trial enters with chance ``size / n`` and takes a
    random member's place.

    Args:
        size: Most trials kept.
        rng: Decides who enters.

    Raises:
        ValueError: The size is below 1.
    """

    def __init__(self, size: int = 64, *, rng: Random) -> None:
        if size < 1:
            raise ValueError(f"reservoir of {size}; at least 1 is needed")
        self._size = size
        self._rng = rng
        self._seen = 0
        self._trials: list[Trial] = []

    def __len__(self) -> int:
        return len(self._trials)

    def __contains__(self, candidate_id: object) -> bool:
        return any(trial.candidate.id == candidate_id for trial in self._trials)

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All members, in no meaningful order."""
        return tuple(self._trials)

    def discard(self, candidate_id: str) -> None:
        """Forget a member, as if its place had never been filled."""
        self._trials = [trial for trial in self._trials if trial.candidate.id != candidate_id]

    def add(self, trial: Trial) -> Admission:
        """``NEW`` when it entered; nothing is ever an improvement here."""
        if fitness(trial) is None:
            return Admission.REJECTED
        self._seen += 1
        if len(self._trials) < self._size:
            self._trials.append(trial)
            return Admission.NEW
        slot = self._rng.randrange(self._seen)
        if slot >= self._size:
            return Admission.REJECTED
        self._trials[slot] = trial
        return Admission.NEW

    def sample(self, rng: Random, n: int = 1) -> Sequence[Trial]:
        """Up to ``n`` distinct members, uniformly."""
        return tuple(rng.sample(self._trials, min(n, len(self._trials))))
