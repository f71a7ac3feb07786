"""The date is set while a run with a budget of seconds goes on, or between two sittings of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from adrs import search
from adrs.core.candidate import Brief, Proposal
from adrs.core.events import Event, Stopped, Told
from adrs.core.problem import Problem
from adrs.run.clock import steady_clock
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState
from adrs.store.sqlite import SqliteStore
from adrs.testing.tiny import Constants, InProcess
from tests.faults.doom import OpenEnded
from tests.run.test_clock import Machine

HOUR_S = 3600.0


class Ticking(Constants):
    """Every proposal takes a second of the machine's; something may happen to its date at one of them."""

    def __init__(self, machine: Machine, *, jump_s: float = 0.0, at: int = 10) -> None:
        self.machine = machine
        self.jump_s = jump_s
        self.at = at
        self.calls = 0

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        self.calls += 1
        self.machine.passes(1.0)
        if self.calls == self.at:
            self.machine.date_s += self.jump_s
        return await super().propose(problem, brief)


def sitting(path: Path, proposer: Ticking, clock: Callable[[], float], *, seconds: float) -> RunState:
    problem = OpenEnded()
    config = RunConfig(problem="tiny", proposers=("genetic",), evaluations=None, seconds=seconds)
    with SqliteStore(path) as store:
        cast = Cast(
            problem=problem,
            strategy=search.create("adaptive", arms({"genetic": proposer}), seed=5),
            proposers={"genetic": proposer},
            sandbox=InProcess(problem),
            store=store,
            clock=clock,
        )
        session = Session("tiny-1", config, cast)
        if "tiny-1" in store.runs():
            session.restore()
        else:
            session.begin()
        return asyncio.run(session.run())


def journal(path: Path) -> list[Event]:
    with SqliteStore(path, readonly=True) as store:
        return [event for _, event in store.read("tiny-1")]


def steady(machine: Machine) -> Callable[[], float]:
    return steady_clock(date=lambda: machine.date_s, steady=lambda: machine.uptime_s)


@pytest.mark.parametrize("hours", [-30.0, -1.0, 1.0, 30.0])
def test_the_budget_is_spent_by_time_that_passes(tmp_path: Path, hours: float) -> None:
    machine = Machine()
    proposer = Ticking(machine, jump_s=hours * HOUR_S)
    state = sitting(tmp_path / "runs.sqlite", proposer, steady(machine), seconds=40.0)
    assert (state.stopped, state.finished) == ("seconds", True)
    assert proposer.calls == 40
    assert state.elapsed_s == 40.0


@pytest.mark.parametrize("hours", [-30.0, -1.0, 1.0, 30.0])
def test_the_date_between_two_sittings_does_not_matter(tmp_path: Path, hours: float) -> None:
    path, machine = tmp_path / "runs.sqlite", Machine()
    sitting(path, Ticking(machine), steady(machine), seconds=20.0)
    before = journal(path)
    machine.date_s += hours * HOUR_S
    again = Ticking(machine)
    state = sitting(path, again, steady(machine), seconds=35.0)
    assert again.calls == 15
    assert (state.stopped, state.elapsed_s) == ("seconds", 35.0)
    whole = journal(path)
    assert whole[: len(before)] == before
    told = [event.candidate for event in whole if isinstance(event, Told)]
    assert len(told) == len(set(told))
    assert [event.reason for event in whole if isinstance(event, Stopped)] == ["seconds", "seconds"]


def test_the_command_line_uses_the_steady_clock() -> None:
    source = Path(__file__).parents[2] / "src" / "adrs" / "cli"
    for name in ("run.py", "resume.py"):
        text = (source / name).read_text()
        assert "steady_clock()" in text
        assert not re.search(r"\btime\.time\b", text)
