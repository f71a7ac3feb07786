"""Steps are taken in the recorded order, whatever comes first today."""

from __future__ import annotations

import asyncio

import pytest

from adrs.core.candidate import Arm
from adrs.core.errors import StoreError
from adrs.core.events import Asked, Called, Calling, Event, ProposalFailed, Stopped
from adrs.core.verdict import Usage
from adrs.run.turns import Turns


def asked(brief: int) -> Asked:
    return Asked(brief=brief, arm=Arm("m", "edit"), parent="s0")


def failed(brief: int) -> ProposalFailed:
    return ProposalFailed(brief=brief, reason="no")


def calling(call: int, brief: int) -> Calling:
    return Calling(call=call, model="m", purpose="p", request="r", worst=Usage(), brief=brief)


def play(recorded: list[Event], today: list[Event]) -> list[Event]:
    """Each of ``today``'s steps in a task of its own, started in that order; the order they were taken in."""
    turns, taken = Turns(recorded), []
    kinds = {Asked: "asked", Calling: "calling", Called: "called", ProposalFailed: "failed"}

    async def step(event: Event) -> None:
        brief = None if isinstance(event, Asked) else getattr(event, "brief", 0)
        await turns.until(kinds[type(event)], brief)  # type: ignore[index]
        taken.append(event)
        turns.advance(event)

    async def all_of_them() -> None:
        async with asyncio.timeout(5):
            await asyncio.gather(*map(step, today))

    asyncio.run(all_of_them())
    return taken


def test_steps_wait_for_their_turn() -> None:
    recorded = [asked(0), asked(1), failed(1), asked(2), failed(0), failed(2)]
    today = [failed(0), failed(1), failed(2), asked(0), asked(1), asked(2)]
    assert play(recorded, today) == recorded


def test_after_the_last_recorded_step_nobody_waits() -> None:
    recorded: list[Event] = [asked(0), failed(0)]
    assert play(recorded, [failed(7), asked(0), failed(0)])[:2] == recorded


def test_other_events_are_no_steps() -> None:
    turns = Turns([Stopped(reason="evaluations"), asked(0)])
    turns.advance(Stopped(reason="usd"))
    assert turns.left == 1


def test_a_brief_that_goes_on_otherwise_is_found_out() -> None:
    turns = Turns([calling(1, 0)])
    with pytest.raises(StoreError, match=r"came to “failed” of brief 0 where the recording has “calling”"):
        asyncio.run(turns.until("failed", 0))


def test_a_step_out_of_turn_is_found_out() -> None:
    turns = Turns([asked(0), failed(0)])
    with pytest.raises(StoreError, match="the recording has “asked”"):
        turns.advance(failed(0))
