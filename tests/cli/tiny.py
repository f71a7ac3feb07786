"""What the tiny problem needs besides: a strategy and a store that a test can look into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from adrs.core.candidate import Admission, Arm, Brief, Trial
from adrs.core.errors import StoreError
from adrs.core.events import Event
from adrs.core.program import Program
from adrs.core.verdict import Usage
from adrs.testing.tiny import BEST, HUMAN, NAIVE, RULE, Constants, InProcess, TinyProblem

__all__ = ["BEST", "HUMAN", "NAIVE", "RULE", "Constants", "Greedy", "InProcess", "Memory", "TinyProblem"]


class Greedy:
    """A strategy that always starts from the best."""

    def __init__(self, arms: Sequence[Arm], *, seed: int) -> None:
        self.arms = arms
        self.seed = seed
        self.asked = 0
        self.best: Trial | None = None

    def ask(self) -> Brief:
        assert self.best is not None
        self.asked += 1
        seed = Random(f"{self.seed}/{self.asked}").getrandbits(60)
        return Brief(id=self.asked - 1, arm=self.arms[0], parent=self.best, seed=seed)

    def tell(self, trial: Trial, arm: Arm | None = None) -> Admission:
        score = trial.evaluation.score
        best = None if self.best is None else self.best.evaluation.score
        if score is None or (best is not None and score <= best):
            return Admission.REJECTED
        self.best = trial
        return Admission.IMPROVED

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        pass


class Memory:
    """A store that forgets at the end of the test."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = {}
        self.programs: dict[str, Program] = {}

    def append(self, run_id: str, events: Sequence[Event], programs: Sequence[Program] = ()) -> int:
        self.events.setdefault(run_id, []).extend(events)
        self.programs |= {program.digest: program for program in programs}
        return len(self.events[run_id])

    def read(self, run_id: str, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        if run_id not in self.events:
            raise StoreError(f"no run {run_id}")
        yield from list(enumerate(self.events[run_id], 1))[after:]

    def last(self, run_id: str) -> tuple[int, Event]:
        return list(self.read(run_id))[-1]

    def program(self, digest: str) -> Program:
        return self.programs[digest]

    def runs(self) -> Sequence[str]:
        return list(self.events)

    def close(self) -> None:
        pass
