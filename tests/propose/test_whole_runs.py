"""Whole runs on the tiny problem whose programs come from people and agents."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from pathlib import Path

import pytest

from adrs import search
from adrs.core.events import Told
from adrs.core.model import Reply, Request, Role
from adrs.core.program import Program
from adrs.core.seams import Proposer
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split
from adrs.evaluate.judged import Judged
from adrs.propose.agent.proposer import Agent
from adrs.propose.inbox.proposer import Inbox
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState
from adrs.store.memory import MemoryStore
from adrs.testing.scripted import ScriptedModel
from adrs.testing.tiny import BEST, RULE, InProcess, TinyProblem
from tests.propose.agent.world import SUBMIT, TEST, calls, rewrite
from tests.propose.inbox.world import drop, make_inbox


def answer_to(number: int) -> str:
    """A program that nobody else writes: shortest first, and the weight counts a little."""
    return RULE.format(key=f"jobs[i][1] - 0.0{number + 1} * jobs[i][0]")


def make_session(proposer: Proposer, store: MemoryStore, **config: int) -> Session:
    """A run that asks one proposer only."""
    settings = RunConfig(problem="tiny", **{"evaluations": 6, "seed": 3, **config})
    problem = TinyProblem()
    ticks = iter(range(1000, 100_000))
    cast = Cast(
        problem=problem,
        strategy=search.create("best_of_n", arms({proposer.name: proposer}), seed=3),
        proposers={proposer.name: proposer},
        sandbox=InProcess(problem),
        store=store,
        clock=lambda: float(next(ticks)),
        observer=lambda event, state: proposer.observe(event) if isinstance(proposer, Inbox) else None,
    )
    return Session("tiny-1", settings, cast)


async def attend(inbox: Inbox, numbers: Container[int]) -> None:
    """Answer open briefs with these numbers by files, each once, the newest first."""
    answered: set[int] = set()
    while True:
        for number in sorted(set(inbox.open_briefs()) - answered, reverse=True):
            if number in numbers:
                drop(inbox.folder.path, f"brief-{number:04d}.answer.py", answer_to(number))
                answered.add(number)
        await asyncio.sleep(0.005)


def told(store: MemoryStore) -> dict[str, str]:
    """Text by candidate, of what came from proposers."""
    events = [event for _, event in store.read("tiny-1") if isinstance(event, Told) and event.arm]
    return {event.candidate: store.program(event.program).text for event in events}


def test_a_person_is_the_model_with_several_briefs_in_flight(tmp_path: Path) -> None:
    store = MemoryStore()

    async def story() -> RunState:
        inbox = make_inbox(tmp_path)
        session = make_session(inbox, store, proposing=3)
        session.begin()
        person = asyncio.create_task(attend(inbox, range(1000)))
        state = await session.run()
        person.cancel()
        await inbox.aclose()
        return state

    state = asyncio.run(story())
    assert state.finished
    assert told(store) == {f"c{number}": answer_to(number) for number in range(5)}
    assert {event.origin for _, event in store.read("tiny-1") if isinstance(event, Told) and event.arm} == {
        "inbox:write"
    }
    assert len(list((tmp_path / "done").glob("*.result.md"))) == 5
    assert state.usage.cost_usd == state.usage.tokens == 0


def test_a_killed_run_goes_on_with_its_open_briefs(tmp_path: Path) -> None:
    store = MemoryStore()

    async def first() -> None:
        inbox = make_inbox(tmp_path)
        session = make_session(inbox, store, proposing=3)
        session.begin()
        person = asyncio.create_task(attend(inbox, range(2)))
        running = asyncio.create_task(session.run())
        while not (len(told(store)) == 2 and len(inbox.open_briefs()) == 3):
            await asyncio.sleep(0.005)
        for task in (person, running):
            task.cancel()
        await asyncio.gather(person, running, return_exceptions=True)
        await inbox.aclose()

    async def second() -> None:
        inbox = make_inbox(tmp_path)
        session = make_session(inbox, store, proposing=3)
        session.restore()
        person = asyncio.create_task(attend(inbox, range(3, 1000)))
        await session.run()
        person.cancel()
        await inbox.aclose()

    asyncio.run(first())
    left = sorted(tmp_path.glob("brief-*.md"))
    assert [path.name for path in left] == ["brief-0002.md", "brief-0003.md", "brief-0004.md"]
    before = left[0].read_text()
    drop(tmp_path, "brief-0002.answer.py", BEST)
    asyncio.run(second())
    assert (tmp_path / "done" / "brief-0002.md").read_text() == before
    found = told(store)
    assert found["c2"] == BEST
    assert set(found) >= {"c0", "c1", "c2"}


def test_a_duplicate_gets_a_note(tmp_path: Path) -> None:
    store = MemoryStore()

    async def story() -> None:
        inbox = make_inbox(tmp_path)
        session = make_session(inbox, store, evaluations=3)
        session.begin()
        running = asyncio.create_task(session.run())
        for number in (0, 1):
            while number not in inbox.open_briefs():
                await asyncio.sleep(0.005)
            drop(tmp_path, f"brief-{number:04d}.answer.py", answer_to(0))
        while not (tmp_path / "brief-0001.rejected.md").exists():
            await asyncio.sleep(0.005)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await inbox.aclose()

    asyncio.run(story())
    assert "the same program as c0" in (tmp_path / "brief-0001.rejected.md").read_text()


def test_an_agent_that_tests_on_train_workloads_finds_the_best() -> None:
    problem, store = TinyProblem(), MemoryStore()
    judged = Judged(problem, InProcess(problem), limits=problem.search_limits)

    async def test_on_train(program: Program) -> Evaluation:
        return await judged(program, problem.workloads(Split.TRAIN))

    def act(request: Request) -> Reply:
        done = sum(message.role is Role.TOOL for message in request.messages)
        return calls([rewrite(answer_to(request.brief or 0)), TEST, rewrite(BEST), SUBMIT][done])

    model = ScriptedModel(act)
    state = asyncio.run(run(make_session(Agent(model, tester=test_on_train), store, evaluations=4)))
    assert told(store) == {"c0": BEST}
    assert state.stopped == "optimum"
    assert state.usage.cost_usd == pytest.approx(0.04)
    held_out = {w.id for split in (Split.VALIDATION, Split.TEST) for w in problem.workloads(split)}
    said = "".join(message.text for request in model.requests for message in request.messages)
    assert not [name for name in held_out if name in said]


async def run(session: Session) -> RunState:
    """A run from beginning to end."""
    session.begin()
    return await session.run()
