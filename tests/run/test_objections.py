"""What a strategy objects to is not evaluated, is journalled, and is not asked again by a replay."""

from __future__ import annotations

import asyncio

import pytest

from adrs.core.candidate import Arm, Brief
from adrs.core.events import ProposalFailed, Told
from adrs.core.program import Program
from adrs.core.verdict import Usage
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session
from adrs.search.top_k import TopKStrategy
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import Constants, InProcess
from tests.run.test_driver import Loose, Ticking, cut, events, story

REASON = "not novel: I have seen enough of these"


class Picky(TopKStrategy):
    """Objects to every third proposal, and remembers what it was told about them."""

    def __init__(self) -> None:
        super().__init__((Arm("genetic", "constants"),), seed=3)
        self.asked = 0
        self.heard: list[str] = []

    def objection(self, brief: Brief, program: Program) -> str | None:
        self.asked += 1
        return REASON if brief.id % 3 == 0 else None

    def fail(self, brief: Brief, reason: str, cost: Usage = Usage()) -> None:
        self.heard.append(reason)
        super().fail(brief, reason, cost)


def sitting(store: MemoryStore, strategy: Picky) -> Session:
    problem = Loose()
    cast = Cast(
        problem=problem,
        strategy=strategy,
        proposers={"genetic": Constants()},
        sandbox=InProcess(problem),
        store=store,
        clock=Ticking(),
    )
    return Session("tiny-1", RunConfig(problem="tiny", evaluations=12, seed=5), cast)


def whole_run() -> tuple[MemoryStore, Picky]:
    store, strategy = MemoryStore(), Picky()
    session = sitting(store, strategy)
    session.begin()
    assert asyncio.run(session.run()).evaluations == 12
    return store, strategy


def test_a_refused_proposal_costs_no_evaluation_and_is_in_the_journal() -> None:
    store, strategy = whole_run()
    refused = {e.brief for e in events(store) if isinstance(e, ProposalFailed) and e.reason == REASON}
    told = {e.brief for e in events(store) if isinstance(e, Told) and e.brief is not None}
    assert len(refused) >= 3
    assert all(number % 3 == 0 for number in refused)
    assert not any(number % 3 == 0 for number in told)
    assert strategy.heard.count(REASON) == len(refused)


@pytest.mark.parametrize("length", [4, 9, 15, 21])
def test_a_resumed_run_hears_of_its_objections_and_is_not_asked_for_them(length: int) -> None:
    store, _ = whole_run()
    torn, strategy = cut(store, length), Picky()
    failed = [e.reason for e in events(torn) if isinstance(e, ProposalFailed)]
    again = sitting(torn, strategy)
    again.restore()
    assert strategy.heard == failed
    assert strategy.asked == 0
    asyncio.run(again.run())
    assert story(torn) == story(store)
