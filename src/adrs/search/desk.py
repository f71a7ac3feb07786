"""Numbering of briefs, and what is known of those still out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adrs.core.candidate import Arm, Brief, Trial
from adrs.core.errors import UsageError
from adrs.search.attempts import Attempts
from adrs.search.fitness import fitness

STATEFUL = frozenset({"tuner"})
"""Proposers that fold over their earlier attempts from the same parent."""

_MOST_OUT = 10_000  # briefs of an interrupted run may never come back: forget the oldest


def brief_seed(run_seed: int, brief: int) -> int:
    """63 bits that depend on the run's seed and the brief's number only.

    Proposals then do not change with how many random numbers the strategy drew before.
    """
    digest = hashlib.blake2b(f"{run_seed}/{brief}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def not_ready() -> ValueError:
    """What ``ask`` raises before it has anything to start from."""
    return ValueError("ask before any valid trial was told: tell a seed that is valid on every workload")


@dataclass(frozen=True, slots=True)
class Out:
    """A brief that is out: the arm, and the parent by id and score (not by program: it may be long).

    ``tag`` is whatever the strategy wants to be reminded of when the brief comes back.
    """

    arm: Arm
    parent: str
    parent_score: float
    tag: Any = None


class Desk:
    """Hands out briefs numbered 0, 1, 2…, takes them back in any order, and remembers attempts.

    Args:
        arms: The arms in play.
        seed: The run's seed.
        stateful: Proposers whose briefs carry their earlier attempts.

    Raises:
        UsageError: No arm, or one arm twice.
    """

    def __init__(self, arms: Sequence[Arm], *, seed: int, stateful: Iterable[str] = STATEFUL) -> None:
        if not arms:
            raise UsageError("a strategy needs at least one arm (proposer:operator)")
        if len(set(arms)) < len(arms):
            raise UsageError(f"an arm is named twice: {', '.join(map(str, arms))}")
        self.arms = tuple(arms)
        self.attempts = Attempts()
        self._seed = seed
        self._stateful = frozenset(stateful)
        self._next = 0
        self._out: dict[int, Out] = {}

    def is_stateful(self, arm: Arm) -> bool:
        """Whether briefs for ``arm`` carry earlier attempts."""
        return arm.proposer in self._stateful

    def brief(
        self,
        arm: Arm,
        parent: Trial,
        inspirations: Sequence[Trial] = (),
        *,
        focus: str = "",
        tag: Any = None,
    ) -> Brief:
        """The next brief.

        Raises:
            ValueError: The parent is not valid on every workload.
        """
        score = fitness(parent)
        if score is None:
            raise ValueError(f"{parent.candidate.id} is no parent: it is not valid on every workload")
        number, self._next = self._next, self._next + 1
        self._out[number] = Out(arm, parent.candidate.id, score, tag)
        if len(self._out) > _MOST_OUT:
            del self._out[next(iter(self._out))]
        return Brief(
            id=number,
            arm=arm,
            parent=parent,
            inspirations=tuple(inspirations),
            attempts=self.attempts.of(parent.candidate.id, arm) if self.is_stateful(arm) else (),
            seed=brief_seed(self._seed, number),
            focus=focus,
        )

    def settle(self, trial: Trial, arm: Arm | None) -> Out | None:
        """What the trial was asked for; ``None`` for seeds, and for trials that nobody asked for."""
        if arm is None:
            return None
        name = trial.candidate.id
        out = self._out.pop(int(name[1:]), None) if name[:1] == "c" and name[1:].isdecimal() else None
        if out is not None and self.is_stateful(out.arm):
            self.attempts.add(out.parent, out.arm, trial.candidate, fitness(trial))
        return out

    def withdraw(self, brief: Brief) -> Out | None:
        """The brief brought nothing; what it was asked for, unless that is forgotten."""
        return self._out.pop(brief.id, None)

    def out(self, brief: Brief) -> Out | None:
        """What a brief that is still out was asked for."""
        return self._out.get(brief.id)
