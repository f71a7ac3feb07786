"""A strategy that people may steer: some candidates they pin, others they rule out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol, runtime_checkable

from adrs.core.candidate import Admission, Arm, Attempt, Brief, Trial
from adrs.core.seams import Strategy
from adrs.core.verdict import Usage
from adrs.search.attempts import Attempts
from adrs.search.desk import STATEFUL
from adrs.search.elites import TopK
from adrs.search.fitness import fitness

PINNED_SHARE = 0.5
"""Of the briefs that start from a pinned candidate while any is pinned."""

_KNOWN = 64  # of the best, from which a parent that was ruled out is replaced
_NEAR_THE_TOP = 8
_MOST_OUT = 1000  # briefs that may never come back: forget the oldest


@runtime_checkable
class Forgetful(Protocol):
    """A strategy that can forget a candidate, as if it had never been worth keeping."""

    def forget(self, candidate_id: str, instead: Sequence[Trial]) -> None:
        """Forget it; ``instead`` are the best of the others, at least one."""
        ...


@dataclass(frozen=True, slots=True)
class _Diverted:
    """A brief that the inner strategy asked and that went out from another parent."""

    asked: Brief
    parent: str


class SteeredSearch:
    """Wraps any strategy; asks as it does until somebody steers.

    The inner strategy is asked for every brief, so numbers, seeds and arms are its own. Half of the briefs
    while something is pinned, and those whose parent was ruled out, are diverted: number and arm stay, the
    parent is another. What comes of a diverted brief is no merit of the choice that the inner strategy made,
    so that one takes its brief back (as ``fail`` without a cost) and is told the trial as one that nobody
    asked for. Stateful arms fold over their own attempts from the parent they were diverted to.

    Args:
        inner: The strategy.
        seed: Seed of the draws between pinned candidates; used only while something is pinned or ruled out.
        stateful: Proposers whose briefs carry their earlier attempts.
    """

    def __init__(self, inner: Strategy, *, seed: int, stateful: frozenset[str] = STATEFUL) -> None:
        self.inner = inner
        self._rng = Random(f"{seed}/steered")
        self._stateful = stateful
        self._pinned: dict[str, Trial] = {}
        self._vetoed: set[str] = set()
        self._known = TopK(_KNOWN)
        self._attempts = Attempts()
        self._out: dict[int, _Diverted] = {}

    @property
    def pinned(self) -> Sequence[str]:
        """Ids of the pinned candidates, in the order in which they were."""
        return tuple(self._pinned)

    def has_others(self, candidate_id: str) -> bool:
        """Whether a valid candidate would be left if this one were ruled out."""
        return any(trial.candidate.id != candidate_id for trial in self._known.trials)

    def pin(self, trial: Trial) -> None:
        """Start half of the briefs from here, or from what else is pinned.

        Raises:
            ValueError: The trial is not valid on every workload, or was ruled out.
        """
        name = trial.candidate.id
        if fitness(trial) is None or name in self._vetoed:
            raise ValueError(f"{name} is no parent: it is not valid on every workload, or was ruled out")
        self._pinned[name] = trial

    def unpin(self, candidate_id: str) -> None:
        """Leave a candidate to the strategy again."""
        self._pinned.pop(candidate_id, None)

    def veto(self, candidate_id: str) -> None:
        """Never start from a candidate again, nor show it.

        Raises:
            ValueError: There would be none left to start from.
        """
        if not self.has_others(candidate_id):
            raise ValueError(f"{candidate_id} cannot be ruled out: there is no other valid candidate")
        self._vetoed.add(candidate_id)
        self._pinned.pop(candidate_id, None)
        self._known.discard(candidate_id)
        if isinstance(self.inner, Forgetful):
            self.inner.forget(candidate_id, self._known.trials)

    def ask(self) -> Brief:
        """The next brief.

        Raises:
            ValueError: No valid trial was told yet.
        """
        brief = self.inner.ask()
        parent = self._other_parent(brief)
        if parent is None:
            return self._cleaned(brief)
        self._out[brief.id] = _Diverted(brief, parent.candidate.id)
        if len(self._out) > _MOST_OUT:
            del self._out[next(iter(self._out))]
        return self._cleaned(replace(brief, parent=parent, attempts=self._attempts_of(parent, brief.arm)))

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        """What became of the trial with the inner strategy."""
        self._known.add(trial)
        name = trial.candidate.id
        number = int(name[1:]) if name[:1] == "c" and name[1:].isdecimal() else None
        diverted = None if arm is None or number is None else self._out.pop(number, None)
        if diverted is not None:
            self.inner.fail(diverted.asked, "diverted: it started from a candidate that was steered to")
            if diverted.asked.arm.proposer in self._stateful:
                self._attempts.add(diverted.parent, diverted.asked.arm, trial.candidate, fitness(trial))
        return self.inner.tell(trial, arm)

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        """The inner strategy hears it of the brief that it asked."""
        diverted = self._out.pop(brief.id, None)
        self.inner.fail(brief if diverted is None else diverted.asked, reason, cost)

    def _other_parent(self, brief: Brief) -> Trial | None:
        if self._pinned and self._rng.random() < PINNED_SHARE:
            chosen = self._rng.choice(list(self._pinned.values()))
            return None if chosen.candidate.id == brief.parent.candidate.id else chosen
        if brief.parent.candidate.id in self._vetoed:
            return self._rng.choice(self._known.trials[:_NEAR_THE_TOP])
        return None

    def _attempts_of(self, parent: Trial, arm: Arm) -> tuple[Attempt, ...]:
        return self._attempts.of(parent.candidate.id, arm) if arm.proposer in self._stateful else ()

    def _cleaned(self, brief: Brief) -> Brief:
        """Without inspirations that were ruled out, or that are its parent."""
        hidden = {*self._vetoed, brief.parent.candidate.id}
        shown = tuple(trial for trial in brief.inspirations if trial.candidate.id not in hidden)
        return brief if len(shown) == len(brief.inspirations) else replace(brief, inspirations=shown)
