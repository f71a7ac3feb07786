from __future__ import annotations

import io

import pytest
from rich.console import Console

from adrs.cli.live import LiveTable
from adrs.cli.progress import Frame, Lines, duration
from adrs.core.budget import Budget
from adrs.core.candidate import Admission, Arm
from adrs.core.events import Asked, Assessed, Event, Started, Stopped, Told
from adrs.core.problem import Bound, BoundKind
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict
from adrs.run.config import RunConfig
from adrs.run.finale import HUMAN
from adrs.run.state import RunState
from tests.cli.tiny import NAIVE, TinyProblem

GENETIC = Arm("genetic", "constants")


def evaluation(value: float) -> Evaluation:
    """A valid evaluation on one workload."""
    verdict = Verdict(workload="train/0", outcome=Outcome.VALID, value=value)
    return Evaluation(verdicts=(verdict,), value=value, score=-value)


def told(number: int, value: float, *, at: float) -> Told:
    """A candidate that has been tried."""
    program = Program.from_text(f"{NAIVE}# {number}\n")
    return Told(
        candidate=f"c{number}",
        program=program.digest,
        syntax=str(number),
        parents=(),
        origin="genetic:constants",
        note="",
        evaluation=evaluation(value),
        admission=Admission.IMPROVED,
        usage=Usage(evaluations=1),
        brief=number,
        arm=GENETIC,
        at=at,
    )


EVENTS: list[Event] = [
    Started(problem="tiny", config=RunConfig(problem="tiny").to_json(), at=100.0),
    Assessed(candidate=HUMAN, program="h", split="train", evaluation=evaluation(30.0), at=100.0),
    Asked(brief=0, arm=GENETIC, parent="s0"),
    told(0, 50.0, at=101.0),
    Asked(brief=1, arm=GENETIC, parent="c0"),
    told(1, 60.0, at=102.0),
    Asked(brief=2, arm=GENETIC, parent="c0"),
    told(2, 40.0, at=104.0),
]


@pytest.fixture
def frame() -> Frame:
    """Ten evaluations towards a bound of 20."""
    bound = Bound(20.0, BoundKind.OPTIMAL)
    return Frame(problem=TinyProblem(), budget=Budget(evaluations=10), bound=bound)


def watch(display: Lines | LiveTable, events: list[Event]) -> RunState:
    """Show events as a journal would."""
    state = RunState("tiny-1")
    for event in events:
        state.apply(event)
        display.observe(event, state)
    return state


def test_lines_tell_improvements_only(frame: Frame, capsys: pytest.CaptureFixture[str]) -> None:
    watch(Lines(frame, clock=lambda: 0.0), EVENTS)
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(", ")[2] for line in lines] == ["best 50 (c0", "best 40 (c2"]
    assert "human 30" in lines[1]
    assert "bound 20" in lines[1]
    assert "0.8/s, 9s left" in lines[1]


def test_lines_speak_up_when_nothing_happens_for_five_seconds(
    frame: Frame, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    lines = Lines(frame, clock=lambda: now[0])
    watch(lines, EVENTS)
    capsys.readouterr()
    now[0] = 4.9
    lines.tick()
    assert capsys.readouterr().err == ""
    now[0] = 5.1
    lines.tick()
    lines.tick()
    assert capsys.readouterr().err.count("\n") == 1


def test_lines_tell_that_held_out_workloads_are_being_scored(
    frame: Frame, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    lines = Lines(frame, clock=lambda: now[0])
    watch(lines, [*EVENTS, Stopped(reason="evaluations", at=105.0)])
    now[0] = 6.0
    lines.tick()
    assert capsys.readouterr().err.splitlines()[-1].startswith("scoring held-out workloads")


def test_the_live_table_shows_how_far_how_good_and_which_arms(frame: Frame) -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    table = LiveTable(frame, console=console)
    watch(table, EVENTS)
    with console.capture() as captured:
        console.print(table._draw())
    rows = [line.rstrip() for line in captured.get().splitlines()]
    assert rows[0] == "tiny-1  searching"
    assert "3/10 evaluations" in rows[1]
    assert rows[2].startswith("best on train  40 ticks")
    assert rows[3].split() == ["human", "30"]
    assert rows[5].split() == ["bound", "20", "optimal"]
    assert rows[-1].split() == ["genetic:constants", "3", "3", "0"]


def test_time_left_is_the_nearest_limit(frame: Frame) -> None:
    state = watch(Lines(frame, clock=lambda: 0.0), EVENTS)
    hurried = Frame(problem=TinyProblem(), budget=Budget(evaluations=10, seconds=6.0), bound=None)
    assert hurried.seconds_left(state) == 2.0
    assert frame.seconds_left(state) == pytest.approx(7 / 0.75)
    assert Frame(problem=TinyProblem(), budget=Budget(cost_usd=1.0), bound=None).seconds_left(state) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0s"), (59.6, "1m00s"), (185, "3m05s"), (7620, "2h07m"), (None, "–")]
)
def test_durations_are_for_people(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text
