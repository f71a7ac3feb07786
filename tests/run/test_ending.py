"""A search that is to stop waits for what is in flight, but not for ever."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random
from typing import cast

from adrs.core.candidate import Brief, Proposal
from adrs.core.events import Asked, ProposalFailed, Stopped, Told
from adrs.core.problem import Problem
from adrs.propose.lessons import Distiller
from adrs.run.config import Writing
from adrs.run.ending import GRACE_S
from adrs.run.session import Session
from adrs.run.state import RunState
from adrs.store.memory import MemoryStore
from adrs.testing.virtual_loop import run_virtually
from tests.run.test_in_flight import Distant, events, session

HUNG_S = 3600.0


class Hanging(Distant):
    """Hangs for an hour over every third brief."""

    hangs = True

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        if self.hangs and brief.id % 3 == 2:
            await asyncio.sleep(HUNG_S)
        return await super().propose(problem, brief)


def stopped_after(it: Session, seconds: float) -> float:
    """How long a run still takes that is told to stop after so many seconds."""

    async def story() -> RunState:
        asyncio.get_running_loop().call_later(seconds, it.stop, "interrupted")
        return await it.run()

    it.begin()
    return run_virtually(story())[1] - seconds


def open_briefs(store: MemoryStore) -> set[int]:
    asked = {event.brief for event in events(store) if isinstance(event, Asked)}
    return asked - {event.brief for event in events(store) if isinstance(event, Told | ProposalFailed)}


def test_a_proposal_that_hangs_is_abandoned_and_asked_for_again_when_the_run_goes_on() -> None:
    store = MemoryStore()
    late_s = stopped_after(session(store, Hanging(), evaluations=1000), 100.0)
    assert late_s <= GRACE_S + 5.0
    assert [event.reason for event in events(store) if isinstance(event, Stopped)] == ["interrupted"]
    abandoned = open_briefs(store)
    assert len(abandoned) > 1
    before = len(events(store))
    well = Hanging()
    well.hangs = False
    goes_on = session(store, well, evaluations=60)
    goes_on.restore()
    state, _ = run_virtually(goes_on.run())
    assert (state.evaluations, state.stopped, state.finished) == (60, "evaluations", True)
    later = {event.brief for event in events(store)[before:] if isinstance(event, Told | ProposalFailed)}
    assert abandoned <= later
    assert not open_briefs(store)


def test_what_is_ready_in_time_is_not_thrown_away() -> None:
    store = MemoryStore()
    stopped_after(session(store, Distant(jitter=Random(1)), evaluations=1000), 20.0)
    assert not open_briefs(store)


def test_a_budget_of_seconds_ends_a_run_in_which_nothing_happens() -> None:
    store = MemoryStore()
    it = session(store, Hanging(), evaluations=None, seconds=50.0)
    it.begin()
    state, seconds = run_virtually(it.run())
    assert (state.stopped, state.finished) == ("seconds", True)
    assert seconds <= 50.0 + GRACE_S + 5.0


def test_a_run_that_ends_by_itself_waits_for_nobody() -> None:
    it = session(MemoryStore(), Distant(), evaluations=9, proposing=8)
    it.begin()
    state, seconds = run_virtually(it.run())
    assert state.stopped == "evaluations"
    assert seconds < GRACE_S


def test_a_distillation_that_hangs_is_abandoned_too() -> None:
    class Distilling:
        async def distil(self, *_: object) -> None:
            await asyncio.sleep(HUNG_S)

    store = MemoryStore()
    it = session(store, Distant(), evaluations=1000)
    distiller = cast("Distiller", Distilling())
    config = replace(it.config, writing=Writing(distil=3))
    it = Session("tiny-1", config, replace(it.cast, distiller=distiller))
    assert stopped_after(it, 20.0) <= GRACE_S + 5.0
    assert it.state.finished
