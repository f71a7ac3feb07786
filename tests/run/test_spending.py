"""What model calls cost, counted once, and at their worst when nobody knows."""

from __future__ import annotations

import pytest

from adrs.core.candidate import Arm
from adrs.core.events import Asked, Called, Calling, Event, ProposalFailed, Resumed
from adrs.core.verdict import Usage
from adrs.run.config import RunConfig
from adrs.run.state import RunState, fold

CONFIG = RunConfig(problem="tiny").to_json()


def calling(number: int, *, brief: int | None = 0, worst: float = 1.0) -> Calling:
    worst_case = Usage(tokens=1000, cost_usd=worst)
    return Calling(call=number, model="m", purpose="llm:edit", request="r", worst=worst_case, brief=brief)


def called(number: int, *, usd: float = 0.25, error: str = "") -> Called:
    return Called(call=number, usage=Usage(tokens=100, cost_usd=usd), error=error)


def after(*events: Event) -> RunState:
    return fold("tiny-1", events)


def test_a_call_counts_when_it_ends_and_is_committed_at_its_worst_before() -> None:
    begun = after(calling(1))
    assert (begun.usage.cost_usd, begun.calls.committed.cost_usd) == (0.0, 1.0)
    ended = after(calling(1), called(1))
    assert (ended.usage.cost_usd, ended.calls.committed.cost_usd) == (0.25, 0.0)


def test_what_a_failed_proposal_says_it_cost_is_not_counted_twice() -> None:
    failure = ProposalFailed(brief=0, reason="refused", usage=Usage(tokens=200, cost_usd=0.5))
    asked = Asked(brief=0, arm=Arm("m", "edit"), parent="s0")
    state = after(asked, calling(1), called(1), calling(2), called(2), failure)
    assert (state.usage.tokens, state.usage.cost_usd) == (200, 0.5)


def test_what_was_not_journalled_as_a_call_is_counted_with_the_proposal() -> None:
    failure = ProposalFailed(brief=0, reason="refused", usage=Usage(tokens=200, cost_usd=0.75))
    state = after(calling(1), called(1), failure)
    assert state.usage.cost_usd == pytest.approx(0.75)


def test_a_call_that_a_crash_cut_off_counts_at_its_worst_once_the_run_goes_on() -> None:
    crashed = [calling(1), called(1), calling(2, worst=0.75)]
    assert after(*crashed).usage.cost_usd == 0.25
    resumed = after(*crashed, Resumed(config=CONFIG))
    assert resumed.usage.cost_usd == 1.0
    assert resumed.calls.committed == Usage()
    assert resumed.calls.failed == 1


def test_calls_without_a_brief_count_too() -> None:
    state = after(calling(1, brief=None), called(1, error="cut off"))
    assert state.usage.tokens == 100
    assert (state.calls.made, state.calls.failed) == (1, 1)
