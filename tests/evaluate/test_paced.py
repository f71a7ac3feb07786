"""Where speed counts: what is run in which order, what the ratio is, and what it does to a value."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import PlaceLost, SandboxError
from adrs.core.pace import Pace, pace_of
from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Evaluation, Outcome
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged
from adrs.evaluate.paced import RESOLUTION_S, Lap, Paced, evaluator, ratio_of
from adrs.evaluate.raced import Raced
from adrs.evaluate.scale import Anchors, Scale
from adrs.testing.tiny import BEST, HUMAN, NAIVE, InProcess, TinyProblem

IDLE_S = 0.004


def costing(seconds: float, text: str = HUMAN) -> Program:
    """A program that says what it costs, process included."""
    return Program.from_text(f"# cpu {seconds}\n{text}")


PACE = Pace(
    reference=costing(0.104, BEST),
    idle=costing(IDLE_S, NAIVE),
    charge=lambda value, ratio: value + 100 / ratio,
    rounds=3,
)


class TimedTiny(TinyProblem):
    """The tiny problem, with up to a hundred ticks for slowness."""

    pace = PACE


class Meter(InProcess):
    """Charges what programs say they cost, times what the machine makes of it, and remembers the order."""

    def __init__(self, machine: Sequence[float] = (1.0,)) -> None:
        super().__init__(TinyProblem())
        self.machine = machine
        self.ran: list[str] = []

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        seconds = [float(s) for s in re.findall(r"# cpu (\S+)", program.text)]
        names = {PACE.reference.digest: "reference", PACE.idle.digest: "idle"}
        factor = self.machine[len(self.ran) % len(self.machine)]
        call = sum(name == "program" for name in self.ran)
        self.ran.append(names.get(program.digest, "program"))
        done = await super().run(program, workloads, limits=limits)
        cost = seconds[call % len(seconds)] * factor
        return [replace(c, usage=replace(c.usage, cpu_s=cost)) for c in done]


PROBLEM = TimedTiny()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]


def evaluate(program: Program, sandbox: Meter, rounds: int = 3) -> Evaluation:
    paced = Paced(Judged(PROBLEM, sandbox, limits=Limits()), PACE, rounds=rounds)
    return asyncio.run(paced(program, [WORKLOAD]))


def plain_value(text: str = HUMAN) -> float:
    judged = Judged(PROBLEM, Meter(), limits=Limits())
    value = asyncio.run(judged(costing(0.1, text), [WORKLOAD])).value
    assert value is not None
    return value


def test_the_ratio_is_net_of_the_process_and_is_charged() -> None:
    (verdict,) = evaluate(costing(0.029), Meter()).verdicts
    assert verdict.metrics["cpu_ratio"] == pytest.approx(4.0)
    assert verdict.value == pytest.approx(plain_value() + 25)
    assert "4 times as fast" in verdict.feedback


def test_rounds_are_interleaved_and_change_ends() -> None:
    sandbox = Meter()
    evaluate(costing(0.029), sandbox)
    turn = ["program", "idle", "reference"]
    assert sandbox.ran == [*turn, "idle", "reference", "program", *turn]


def test_a_machine_that_slows_down_slows_both() -> None:
    machine = (1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 2.0, 2.0, 2.0)
    sandbox = Meter(machine)
    (verdict,) = evaluate(costing(0.054), sandbox).verdicts
    assert verdict.metrics["cpu_ratio"] == pytest.approx(2.0, rel=0.05)


def test_a_round_that_went_wrong_does_not_decide() -> None:
    (verdict,) = evaluate(costing(0.029), Meter((1, 1, 50, 1, 1, 1, 1, 1, 1))).verdicts
    assert verdict.metrics["cpu_ratio"] == pytest.approx(4.0)


def test_a_program_faster_than_can_be_measured_gains_no_more() -> None:
    (verdict,) = evaluate(costing(IDLE_S / 2), Meter()).verdicts
    assert verdict.metrics["cpu_ratio"] == pytest.approx(0.1 / RESOLUTION_S)


def test_answers_of_every_round_are_judged_and_the_worst_counts() -> None:
    fickle = (
        "import builtins\n"
        "builtins.fickle = getattr(builtins, 'fickle', 0) + 1\n"
        f"{BEST}\n"
        "good = solve\n"
        "def solve(jobs):\n"
        "    return good(jobs) if builtins.fickle % 3 != 2 else list(range(len(jobs)))\n"
    )
    (verdict,) = evaluate(costing(0.104, fickle), Meter()).verdicts
    assert verdict.value is not None
    identity = "def solve(jobs):\n    return list(range(len(jobs)))\n"
    assert verdict.value == pytest.approx(plain_value(identity) + 100)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_failing_round_fails(number: int) -> None:
    failing = (
        "import builtins\n"
        f"builtins.calls{number} = getattr(builtins, 'calls{number}', 0) + 1\n"
        f"if builtins.calls{number} == {number}: raise ValueError('now')\n{HUMAN}"
    )
    evaluation = evaluate(costing(0.1, failing), Meter())
    assert (evaluation.outcome, evaluation.value) == (Outcome.CRASHED, None)


def test_no_time_is_spent_on_a_program_that_fails_at_once() -> None:
    sandbox = Meter()
    evaluate(costing(0.1, "def solve(jobs):\n    return None\n"), sandbox)
    assert sandbox.ran == ["program"]


def test_without_rounds_time_is_fixed_and_nothing_is_claimed_about_it() -> None:
    sandbox = Meter()
    (verdict,) = evaluate(costing(0.004), sandbox, rounds=0).verdicts
    assert sandbox.ran == ["program"]
    assert verdict.value == pytest.approx(plain_value() + 100)
    assert "cpu_ratio" not in verdict.metrics


def test_values_are_normalised_after_the_charge() -> None:
    scale = Scale(PROBLEM.objective, {WORKLOAD.id: Anchors(plain_value() + 50, plain_value())})
    judged = Judged(PROBLEM, Meter(), limits=Limits(), scale=scale)
    (verdict,) = asyncio.run(Paced(judged, PACE, rounds=1)(costing(0.029), [WORKLOAD])).verdicts
    assert verdict.normalised == pytest.approx(0.5)


def test_a_reference_that_fails_is_nobody_s_score() -> None:
    pace = replace(PACE, reference=costing(0.1, "def solve(jobs):\n    raise ValueError('broken')\n"))
    paced = Paced(Judged(PROBLEM, Meter(), limits=Limits()), pace, rounds=1)
    with pytest.raises(SandboxError, match=r"reference of tiny.*broken"):
        asyncio.run(paced(costing(0.1), [WORKLOAD]))


def test_a_pace_that_rewards_is_a_bug_of_ours() -> None:
    pace = replace(PACE, charge=lambda value, ratio: value - ratio)
    paced = Paced(Judged(PROBLEM, Meter(), limits=Limits()), pace, rounds=1)
    with pytest.raises(ValueError, match="improves"):
        asyncio.run(paced(costing(0.1), [WORKLOAD]))


def test_problems_without_a_pace_are_only_judged() -> None:
    plain, _ = evaluator(TinyProblem(), Meter())
    assert pace_of(TinyProblem()) is None
    assert isinstance(plain, Judged)


@pytest.mark.parametrize(
    ("searching", "fixed", "runs"), [(False, False, 9), (True, False, 3), (True, True, 1)]
)
def test_a_search_takes_fewer_rounds_and_fixed_time_none(searching: bool, fixed: bool, runs: int) -> None:
    sandbox = Meter()
    paced, _ = evaluator(PROBLEM, sandbox, searching=searching, fixed_time=fixed)
    asyncio.run(paced(costing(0.1), [WORKLOAD]))
    assert len(sandbox.ran) == runs


@pytest.mark.parametrize(("seconds", "complete"), [(0.029, True), (0.104, False), (0.204, False)])
def test_in_a_race_the_same_answers_are_worth_going_on_with_if_they_come_sooner(
    seconds: float, complete: bool
) -> None:
    train = PROBLEM.workloads(Split.TRAIN)
    scale = Scale(PROBLEM.objective, {w.id: Anchors(1000, 0) for w in train})
    paced, _ = evaluator(PROBLEM, Meter(), searching=True, scale=scale)
    raced = Raced(paced, scale)
    parent = asyncio.run(raced(costing(0.104), train))
    assert asyncio.run(raced(costing(seconds), train, against=parent)).complete is complete


SECONDS = st.floats(0.01, 10)


@given(st.lists(st.tuples(SECONDS, SECONDS), min_size=1, max_size=6), st.floats(0.1, 10))
def test_the_ratio_does_not_depend_on_the_machine_s_speed(
    laps: list[tuple[float, float]], speed: float
) -> None:
    def ratio(factor: float) -> float:
        return ratio_of([Lap(program_s=p * factor, reference_s=r * factor) for p, r in laps])

    assert ratio(speed) == pytest.approx(ratio(1.0))
    assert min(r / p for p, r in laps) <= ratio(1.0) * (1 + 1e-9)
    assert ratio(1.0) <= max(r / p for p, r in laps) * (1 + 1e-9)


@pytest.mark.parametrize(("losses", "gets_through"), [(0, True), (2, True), (3, False)])
def test_a_measurement_that_loses_its_machine_is_begun_again_elsewhere(
    losses: int, gets_through: bool
) -> None:
    begun: list[int] = []

    @asynccontextmanager
    async def slot() -> AsyncIterator[None]:
        begun.append(0)
        yield
        if len(begun) <= losses:
            raise PlaceLost("node 7 is gone")

    sandbox = Meter()
    paced = Paced(Judged(PROBLEM, sandbox, limits=Limits()), PACE, rounds=1, slot=slot)
    if not gets_through:
        with pytest.raises(PlaceLost, match="node 7"):
            asyncio.run(paced(costing(0.029), [WORKLOAD]))
        return
    (verdict,) = asyncio.run(paced(costing(0.029), [WORKLOAD])).verdicts
    assert verdict.metrics["cpu_ratio"] == pytest.approx(4.0)
    assert sandbox.ran == ["program", "idle", "reference"] * (losses + 1)
