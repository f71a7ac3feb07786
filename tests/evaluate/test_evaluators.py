"""Judged, cached, raced and spread: what is run, and what is made of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from adrs.core.problem import Bound, BoundKind, Limits, Score
from adrs.core.program import Program
from adrs.core.seams import Completed, Evaluator
from adrs.core.verdict import Evaluation, Outcome
from adrs.core.workload import Split, Workload
from adrs.evaluate.cached import Cached
from adrs.evaluate.judged import Judged, passes
from adrs.evaluate.raced import Raced
from adrs.evaluate.scale import Scale
from adrs.evaluate.spread import Spread
from adrs.testing.tiny import BEST, HUMAN, NAIVE, InProcess, TinyProblem


class Counting(InProcess):
    """Remembers which workloads each program ran on."""

    def __init__(self) -> None:
        super().__init__(TinyProblem())
        self.ran: list[str] = []

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        self.ran += [w.id for w in workloads]
        return await super().run(program, workloads, limits=limits)


PROBLEM = TinyProblem()
TRAIN = PROBLEM.workloads(Split.TRAIN)


def evaluate(evaluator: Evaluator, text: str, against: Evaluation | None = None) -> Evaluation:
    return asyncio.run(evaluator(Program.from_text(text), TRAIN, against=against))


def scale() -> Scale:
    judged = Judged(PROBLEM, Counting(), limits=Limits())
    return Scale.between(PROBLEM.objective, evaluate(judged, NAIVE), evaluate(judged, HUMAN))


def test_answers_are_judged_and_placed_on_the_scale() -> None:
    evaluation = evaluate(Judged(PROBLEM, Counting(), limits=Limits(), scale=scale()), HUMAN)
    assert evaluation.outcome is Outcome.VALID
    assert evaluation.score == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("def solve(jobs):\n    return [0]\n", Outcome.INVALID, "not an order"),
        ("def solve(jobs):\n    raise KeyError('lost')\n", Outcome.CRASHED, "lost"),
    ],
)
def test_failures_are_values_with_reasons(text: str, outcome: Outcome, reason: str) -> None:
    evaluation = evaluate(Judged(PROBLEM, Counting(), limits=Limits()), text)
    assert (evaluation.outcome, evaluation.value, evaluation.score) == (outcome, None, None)
    assert reason in evaluation.reason


class WrongBound(TinyProblem):
    """Claims to have proven more than is true."""

    def bound(self, workload: Workload) -> Bound:
        return Bound(1e9, BoundKind.BOUND)


class Infinite(TinyProblem):
    def judge(self, workload: Workload, answer: object) -> Score:
        return Score(float("nan"))


def test_a_value_past_a_proven_bound_is_quarantined_without_naming_the_bound() -> None:
    evaluation = evaluate(Judged(WrongBound(), Counting(), limits=Limits()), NAIVE)
    assert evaluation.outcome is Outcome.INVALID
    assert "quarantined" in evaluation.reason
    assert "1000000000" not in evaluation.reason


def test_a_value_that_is_no_number_is_invalid() -> None:
    assert evaluate(Judged(Infinite(), Counting(), limits=Limits()), NAIVE).outcome is Outcome.INVALID


def test_rounding_does_not_pass_a_bound_and_best_known_values_may_be_passed() -> None:
    assert not passes(1.0 - 1e-12, Bound(1.0, BoundKind.OPTIMAL), PROBLEM)
    assert passes(0.999, Bound(1.0, BoundKind.OPTIMAL), PROBLEM)
    assert not passes(0.5, Bound(1.0, BoundKind.BEST_KNOWN), PROBLEM)


def test_the_same_syntax_is_not_run_twice() -> None:
    sandbox = Counting()
    cached = Cached(Judged(PROBLEM, sandbox, limits=Limits(), scale=scale()))
    first = evaluate(cached, NAIVE)
    again = evaluate(cached, "# a comment\n" + NAIVE)
    assert sandbox.ran == [w.id for w in TRAIN]
    assert again == first


def test_a_bounded_memory_forgets_the_oldest() -> None:
    sandbox = Counting()
    cached = Cached(Judged(PROBLEM, sandbox, limits=Limits()), capacity=len(TRAIN))
    for text in (NAIVE, HUMAN, NAIVE):
        evaluate(cached, text)
    assert len(sandbox.ran) == 3 * len(TRAIN)


def race(gate: int = 2, margin: float = 0.0) -> tuple[Counting, Raced]:
    sandbox, spread = Counting(), scale()
    judged = Judged(PROBLEM, sandbox, limits=Limits(), scale=spread)
    return sandbox, Raced(judged, spread, gate=gate, margin=margin)


def with_other_answers(evaluation: Evaluation) -> Evaluation:
    return replace(evaluation, verdicts=tuple(replace(v, answer="other") for v in evaluation.verdicts))


def test_a_promising_program_runs_everywhere() -> None:
    _, raced = race()
    evaluation = evaluate(raced, BEST, evaluate(raced, HUMAN))
    assert evaluation.complete
    assert [v.workload for v in evaluation.verdicts] == [w.id for w in TRAIN]


def test_a_hopeless_program_stops_at_the_gate() -> None:
    sandbox, raced = race()
    rival = evaluate(raced, BEST)
    sandbox.ran.clear()
    evaluation = evaluate(raced, NAIVE, rival)
    assert sandbox.ran == [w.id for w in TRAIN[:2]]
    assert (evaluation.complete, evaluation.value, evaluation.score) == (False, None, None)


def test_a_program_that_falls_behind_later_stops_later() -> None:
    sandbox, raced = race(gate=1)
    rival = with_other_answers(evaluate(raced, BEST))
    sandbox.ran.clear()
    late = "import builtins\nbuiltins.n = getattr(builtins, 'n', -1) + 1\n" + BEST.replace(
        "return", "if builtins.n >= 2: return list(range(len(jobs)))\n    return"
    )
    assert not evaluate(raced, late, rival).complete
    assert sandbox.ran == [w.id for w in TRAIN[:3]]


def test_a_program_that_answers_like_its_parent_stops_at_the_gate() -> None:
    sandbox, raced = race()
    rival = evaluate(raced, HUMAN)
    sandbox.ran.clear()
    assert not evaluate(raced, HUMAN + "\nUNUSED = 1\n", rival).complete
    assert sandbox.ran == [w.id for w in TRAIN[:2]]


def test_equally_good_with_other_answers_is_good_enough() -> None:
    _, raced = race()
    assert evaluate(raced, HUMAN, with_other_answers(evaluate(raced, HUMAN))).complete


def test_a_failing_program_stops_at_its_first_failure() -> None:
    sandbox, raced = race()
    assert not evaluate(raced, "def solve(jobs):\n    return None\n").complete
    assert len(sandbox.ran) == 1


def test_nothing_to_beat_means_everything_is_run() -> None:
    assert evaluate(race()[1], NAIVE).complete


def test_a_gate_as_wide_as_the_split_changes_nothing() -> None:
    assert evaluate(race(gate=9)[1], NAIVE, evaluate(race()[1], BEST)).complete


def gated(*places: int) -> tuple[Counting, Raced]:
    sandbox, raced = race()
    minibatch = [TRAIN[place].id for place in places]
    return sandbox, Raced(raced.inner, raced.scale, minibatch=minibatch)


def test_a_minibatch_comes_first_and_who_gains_on_it_is_run_everywhere() -> None:
    sandbox, raced = gated(3, 1)
    evaluation = evaluate(raced, BEST, evaluate(race()[1], HUMAN))
    assert sandbox.ran[-4:] == [TRAIN[place].id for place in (1, 3, 0, 2)]
    assert evaluation.complete
    assert [v.workload for v in evaluation.verdicts] == [w.id for w in TRAIN]


@pytest.mark.parametrize("text", [HUMAN, NAIVE], ids=["equal", "worse"])
def test_who_does_not_gain_on_the_minibatch_is_run_nowhere_else(text: str) -> None:
    sandbox, raced = gated(3, 1)
    rival = with_other_answers(evaluate(race()[1], HUMAN))
    sandbox.ran.clear()
    evaluation = evaluate(raced, text, rival)
    assert sandbox.ran == [TRAIN[1].id, TRAIN[3].id]
    assert (evaluation.complete, evaluation.score) == (False, None)


def test_once_past_the_minibatch_falling_behind_does_not_end_the_race() -> None:
    _, raced = gated(0)
    evaluation = evaluate(raced, HUMAN, evaluate(race()[1], HUMAN))
    assert not evaluation.complete
    rival = evaluate(race()[1], HUMAN)
    behind = replace(rival.verdicts[0], normalised=-9.0)
    ahead = [replace(v, normalised=9.0) for v in rival.verdicts[1:]]
    assert evaluate(raced, HUMAN, replace(rival, verdicts=(behind, *ahead))).complete


@pytest.mark.parametrize("parts", [1, 2, 3, 9])
def test_spreading_the_work_changes_nothing(parts: int) -> None:
    judged = Judged(PROBLEM, Counting(), limits=Limits(), scale=scale())
    assert evaluate(Spread(judged, judged.scale, parts=parts), HUMAN) == evaluate(judged, HUMAN)
