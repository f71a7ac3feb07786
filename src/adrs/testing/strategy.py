"""What every strategy keeps to."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Sequence
from random import Random

import pytest

from adrs.core.candidate import Arm, Brief, Trial
from adrs.core.program import Program
from adrs.core.seams import Strategy
from adrs.core.verdict import Outcome
from adrs.testing.trials import make_child, make_trial

ARMS = (
    Arm("genetic", "statement"),
    Arm("genetic", "expression"),
    Arm("genetic", "crossover"),
    Arm("genetic", "constants"),
    Arm("tuner", "constants"),
)
WORKLOADS = 4


class StrategyContract:
    """Inherit, override :meth:`make`, and name the class ``Test…``."""

    most_kept = 2500
    """Programs that the strategy may hold on to, whatever the length of the run."""

    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        """The strategy under test."""
        raise NotImplementedError

    def test_asking_before_a_valid_trial_is_an_error(self) -> None:
        strategy = self.make(ARMS, seed=1)
        with pytest.raises(ValueError, match="before any valid trial"):
            strategy.ask()
        strategy.tell(make_trial("s0", [0.5, 0.5], outcome=Outcome.CRASHED))
        strategy.tell(make_trial("s1", [0.9, 0.9], complete=False))
        with pytest.raises(ValueError, match="before any valid trial"):
            strategy.ask()

    def test_a_failed_ask_uses_up_no_number_and_no_luck(self) -> None:
        hasty, calm = self.make(ARMS, seed=1), self.make(ARMS, seed=1)
        with pytest.raises(ValueError, match="before any valid trial"):
            hasty.ask()
        for strategy in (hasty, calm):
            strategy.tell(make_trial("s0", [0.5, 0.5]))
        assert [hasty.ask() for _ in range(20)] == [calm.ask() for _ in range(20)]

    def test_briefs_are_numbered_from_zero_and_differ_in_seed(self) -> None:
        briefs = Walk(self.make(ARMS, seed=1), seed=1).go(50)
        assert [brief.id for brief in briefs] == list(range(50))
        assert len({brief.seed for brief in briefs}) == 50
        assert all(0 <= brief.seed < 2**63 for brief in briefs)

    def test_the_same_asks_and_tells_give_the_same_briefs(self) -> None:
        first, second = (Walk(self.make(ARMS, seed=7), seed=3).go(400) for _ in range(2))
        assert first == second

    def test_another_seed_gives_other_briefs(self) -> None:
        first, second = (Walk(self.make(ARMS, seed=seed), seed=3).go(60) for seed in (7, 8))
        assert [brief.seed for brief in first] != [brief.seed for brief in second]
        assert [brief.arm for brief in first] != [brief.arm for brief in second]

    def test_brief_seeds_depend_on_the_run_seed_and_the_number_only(self) -> None:
        first = Walk(self.make(ARMS, seed=7), seed=3).go(60)
        second = Walk(self.make(ARMS[:2], seed=7), seed=4).go(60)
        assert [brief.seed for brief in first] == [brief.seed for brief in second]

    def test_many_briefs_may_be_out_at_once(self) -> None:
        strategy = self.make(ARMS, seed=1)
        strategy.tell(make_trial("s0", [0.1] * WORKLOADS))
        briefs = [strategy.ask() for _ in range(64)]
        assert len({brief.id for brief in briefs}) == 64
        assert {brief.parent.candidate.id for brief in briefs} == {"s0"}

    def test_parents_and_inspirations_are_valid_trials_told_before(self) -> None:
        walk = Walk(self.make(ARMS, seed=2), seed=5)
        for brief in walk.go(500):
            shown = (brief.parent, *brief.inspirations)
            assert len({trial.candidate.id for trial in shown}) == len(shown)
            for trial in shown:
                assert trial.evaluation.score is not None
                assert walk.told_before(trial, brief)

    def test_attempts_are_earlier_children_of_the_same_parent_by_the_same_arm(self) -> None:
        walk = Walk(self.make(ARMS, seed=2), seed=5)
        briefs = walk.go(500)
        asked = {f"c{brief.id}": brief for brief in briefs}
        for brief in briefs:
            for attempt in brief.attempts:
                before = asked[attempt.candidate.id]
                assert before.id < brief.id
                assert before.arm == brief.arm
                assert before.parent.candidate.id == brief.parent.candidate.id
        assert any(brief.attempts for brief in briefs if brief.arm.proposer == "tuner")

    def test_every_arm_is_used_in_a_long_run(self) -> None:
        briefs = Walk(self.make(ARMS, seed=3), seed=6).go(600)
        assert {brief.arm for brief in briefs} == set(ARMS)
        assert {brief.arm for brief in briefs[300:]} == set(ARMS)

    def test_failed_briefs_do_not_stop_it(self) -> None:
        strategy = self.make(ARMS, seed=1)
        strategy.tell(make_trial("s0", [0.1] * WORKLOADS))
        for number in range(100):
            brief = strategy.ask()
            assert brief.id == number
            strategy.fail(brief, "a duplicate")

    def test_a_trial_nobody_asked_for_is_taken(self) -> None:
        strategy = self.make(ARMS, seed=1)
        strategy.tell(make_trial("s0", [0.1] * WORKLOADS))
        strategy.tell(make_trial("c900", [0.9] * WORKLOADS), ARMS[0])
        strategy.tell(make_trial("injected", [0.8] * WORKLOADS), Arm("inbox", "person"))
        assert strategy.ask().id == 0

    def test_objecting_changes_nothing_and_does_not_depend_on_when(self) -> None:
        """For strategies with an ``objection``: a replay does not ask it, a slow proposal asks it late."""
        asked, silent = self.make(ARMS, seed=5), self.make(ARMS, seed=5)
        objecting = getattr(asked, "objection", None)
        if objecting is None:
            return
        for strategy in (asked, silent):
            for name in ("s0", "s1"):
                strategy.tell(make_trial(name, [0.1] * WORKLOADS, text=_program(name)))
        early: list[tuple[Brief, Program, str | None]] = []
        for number in range(60):
            brief, same = asked.ask(), silent.ask()
            assert brief == same
            program = Program.from_text(_program(f"c{number % 7}"))
            objection = objecting(brief, program)
            assert objection is None or objection.strip()
            if number % 2:
                child = make_child(brief, [0.01 * number] * WORKLOADS, text=program.text)
                asked.tell(child, brief.arm)
                silent.tell(child, brief.arm)
            else:
                early.append((brief, program, objection))
        for brief, program, objection in early:
            assert objecting(brief, program) == objection

    def test_memory_is_bounded(self) -> None:
        walk = Walk(self.make(ARMS, seed=4), seed=7, remember=False)
        walk.go(6000)
        gc.collect()
        assert sum(program() is not None for program in walk.programs) <= self.most_kept


def _program(name: str) -> str:
    """A program of some lines, most of them the same for all names."""
    common = "".join(f"    total += weights[{number}] * values[{number}]\n" for number in range(40))
    return f"def solve(weights, values):\n    total = start_{name}(weights)\n{common}    return total\n"


class Walk:
    """Drives a strategy through a made-up world, several briefs out at once, tells in any order.

    A child's scores are its parent's with noise; one in eight is invalid, one in eight stops early, one
    brief in sixteen fails.
    """

    def __init__(self, strategy: Strategy, *, seed: int, remember: bool = True) -> None:
        self.strategy = strategy
        self.programs: list[weakref.ref[Program]] = []
        self._rng = Random(seed)
        self._remember = remember
        self._told: dict[str, int] = {}  # candidate id to the number of briefs asked before it was told

    def go(self, n: int) -> list[Brief]:
        """Ask ``n`` times; the briefs, unless they are not to be remembered."""
        asked: list[Brief] = []
        for number in range(2):
            self._tell(make_trial(f"s{number}", [0.1 * self._rng.random() for _ in range(WORKLOADS)]), None)
        out: list[Brief] = []
        for _ in range(n):
            brief = self.strategy.ask()
            out.append(brief)
            if self._remember:
                asked.append(brief)
            while len(out) > 6 or (out and self._rng.random() < 0.3):
                self._answer(out.pop(self._rng.randrange(len(out))), brief.id + 1)
        return asked

    def told_before(self, trial: Trial, brief: Brief) -> bool:
        """Whether ``trial`` had been told when ``brief`` was asked."""
        return self._told.get(trial.candidate.id, brief.id + 1) <= brief.id

    def _answer(self, brief: Brief, asked: int) -> None:
        fate = self._rng.randrange(16)
        objection = getattr(self.strategy, "objection", None)
        reason = objection(brief, brief.parent.candidate.program) if objection and fate == 5 else None
        if fate == 0 or reason is not None:
            self.strategy.fail(brief, reason or "a duplicate")
            return
        scores = [score + self._rng.gauss(-0.005, 0.02) for score in brief.parent.evaluation.scores.values()]
        outcome = Outcome.TIMED_OUT if fate in (1, 2) else Outcome.VALID
        trial = make_child(brief, scores, outcome=outcome, complete=fate not in (3, 4))
        self._tell(trial, brief.arm, asked)

    def _tell(self, trial: Trial, arm: Arm | None, asked: int = 0) -> None:
        self._told[trial.candidate.id] = asked
        self.programs.append(weakref.ref(trial.candidate.program))
        self.strategy.tell(trial, arm)
