"""The loop on the tiny problem: order of events, budgets, duplicates, failures."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from adrs import search
from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ProposalError, SandboxError, StoreError
from adrs.core.events import Asked, Event, Finished, ProposalFailed, Started, Stopped, Told
from adrs.core.problem import Bound, BoundKind, Limits, Problem
from adrs.core.program import Program
from adrs.core.seams import Completed, Proposer, Sandbox
from adrs.core.verdict import Outcome
from adrs.core.workload import Split, Workload
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState, fold
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import BEST, Constants, InProcess, TinyProblem


class Ticking:
    """A clock that moves on a second at every look."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


class Loose(TinyProblem):
    """Knows no proven optimum, so that only a budget ends the search."""

    def bound(self, workload: Workload) -> Bound | None:
        bound = super().bound(workload)
        return None if bound is None else Bound(bound.value, BoundKind.BEST_KNOWN)


def session(
    store: MemoryStore,
    *,
    problem: Problem | None = None,
    proposer: Proposer | None = None,
    sandbox: Sandbox | None = None,
    **config: Any,
) -> Session:
    problem = problem or Loose()
    settings = RunConfig(**{"problem": "tiny", "evaluations": 12, "seed": 5, **config})
    proposers: Mapping[str, Proposer] = {"genetic": proposer or Constants()}
    cast = Cast(
        problem=problem,
        strategy=search.create(settings.strategy, arms(proposers), seed=settings.seed),
        proposers=proposers,
        sandbox=sandbox or InProcess(problem),
        store=store,
        clock=Ticking(),
    )
    return Session("tiny-1", settings, cast)


def run(store: MemoryStore, **options: Any) -> RunState:
    it = session(store, **options)
    it.begin()
    return asyncio.run(it.run())


def events(store: MemoryStore) -> list[Event]:
    return [event for _, event in store.read("tiny-1")]


def test_a_run_is_a_story_from_start_to_champion() -> None:
    store = MemoryStore()
    state = run(store)
    told = events(store)
    assert isinstance(told[0], Started)
    assert isinstance(told[-1], Finished)
    assert (state.stopped, state.evaluations, state.finished) == ("evaluations", 12, True)
    assert state.champion is not None
    assert {split for _, split in state.assessed} == {"train", "validation", "test"}


def test_the_state_is_a_fold_over_the_journal() -> None:
    store = MemoryStore()
    state = run(store)
    assert fold("tiny-1", events(store)) == state


def test_every_answer_follows_its_question() -> None:
    store = MemoryStore()
    run(store, workers=3, evaluations=30)
    asked: set[int] = set()
    for event in events(store):
        if isinstance(event, Asked):
            asked.add(event.brief)
        elif isinstance(event, ProposalFailed | Told) and event.brief is not None:
            asked.remove(event.brief)
    assert not asked


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_the_budget_is_met_exactly_whatever_is_in_flight(workers: int) -> None:
    assert run(MemoryStore(), workers=workers, evaluations=25).evaluations == 25


def test_equal_seeds_and_one_worker_give_equal_journals() -> None:
    first, second, other = MemoryStore(), MemoryStore(), MemoryStore()
    run(first), run(second), run(other, seed=6)
    assert events(first) == events(second)
    assert events(first) != events(other)


def test_seconds_end_a_run_too() -> None:
    state = run(MemoryStore(), evaluations=None, seconds=30.0)
    assert state.stopped == "seconds"


def test_money_ends_a_run_too() -> None:
    state = run(MemoryStore(), evaluations=None, cost_usd=0.095)
    assert state.stopped == "usd"
    assert state.usage.cost_usd == pytest.approx(0.1)


def test_a_target_ends_a_run() -> None:
    state = run(MemoryStore(), target=1e9, evaluations=50)
    assert (state.stopped, state.evaluations) == ("target", 1)


class Solving(Constants):
    """Knows the answer."""

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        return Proposal(program=Program.from_text(BEST))


def test_a_proven_optimum_ends_the_search() -> None:
    state = run(MemoryStore(), problem=TinyProblem(), proposer=Solving(), evaluations=50)
    assert (state.stopped, state.evaluations) == ("optimum", 2)


def test_the_same_program_is_not_evaluated_twice() -> None:
    store = MemoryStore()
    state = run(store, proposer=Solving(), evaluations=50)
    assert state.evaluations == 2
    assert state.stopped == "no new programs"
    assert state.reasons["duplicate"] == state.failed


class Silent(Constants):
    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        raise ProposalError("nothing to say: today")


def test_a_proposer_with_nothing_to_say_does_not_hang_the_run() -> None:
    state = run(MemoryStore(), proposer=Silent())
    assert (state.stopped, state.reasons["nothing to say"]) == ("no new programs", state.failed)


class Breaking(InProcess):
    """Works for a while, then the world fails."""

    left = 12

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        self.left -= 1
        if self.left < 0:
            raise SandboxError("the machine is on fire")
        return await super().run(program, workloads, limits=limits)


def test_a_broken_sandbox_stops_the_run_and_the_journal_stays_whole() -> None:
    store = MemoryStore()
    it = session(store, sandbox=Breaking(Loose()), workers=2, evaluations=40)
    it.begin()
    with pytest.raises(SandboxError, match="on fire"):
        asyncio.run(it.run())
    again = session(store, workers=2, evaluations=40)
    again.restore()
    assert asyncio.run(again.run()).evaluations == 40


class Bug(Constants):
    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        raise ZeroDivisionError


def test_a_bug_of_ours_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        run(MemoryStore(), proposer=Bug())


def test_stopping_finishes_what_is_in_flight_and_elects_a_champion() -> None:
    store = MemoryStore()
    it = session(store, evaluations=1000)
    it.begin()

    async def stop_soon() -> RunState:
        task = asyncio.create_task(it.run())
        while it.state.evaluations < 5:
            await asyncio.sleep(0)
        it.stop("interrupted")
        return await task

    state = asyncio.run(stop_soon())
    assert (state.stopped, state.finished) == ("interrupted", True)
    assert state.evaluations < 20
    assert any(isinstance(event, Stopped) for event in events(store))


def cut(store: MemoryStore, length: int) -> MemoryStore:
    """The store as a crash after ``length`` events leaves it."""
    rest = MemoryStore()
    for _, event in store.read("tiny-1"):
        digest = getattr(event, "program", None)
        if len(list(rest.read("tiny-1")) if rest.runs() else []) < length:
            rest.append("tiny-1", [event], [store.program(digest)] if digest else [])
    return rest


def story(store: MemoryStore) -> list[object]:
    """What happened, times and sittings aside."""
    return [
        (
            type(e).__name__,
            getattr(e, "candidate", None),
            getattr(e, "program", None),
            getattr(e, "split", None),
        )
        for e in events(store)
        if type(e).__name__ in ("Told", "ProposalFailed", "Assessed", "Finished")
    ]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 12, 20, 26, 30])
def test_resuming_after_a_crash_ends_where_an_undisturbed_run_ends(length: int) -> None:
    whole = MemoryStore()
    run(whole)
    torn = cut(whole, length)
    again = session(torn)
    again.restore()
    asyncio.run(again.run())
    assert story(torn) == story(whole)


OTHERS = ("adaevolve", "beam", "evox", "genetic_only", "gepa")


@pytest.mark.parametrize("strategy", OTHERS)
@pytest.mark.parametrize("length", [5, 17])
def test_every_strategy_resumes_where_it_was(strategy: str, length: int) -> None:
    whole = MemoryStore()
    run(whole, strategy=strategy)
    torn = cut(whole, length)
    again = session(torn, strategy=strategy)
    again.restore()
    asyncio.run(again.run())
    assert story(torn) == story(whole)


def test_a_brief_with_a_gate_is_run_on_its_minibatch_first_and_on_the_rest_if_it_gains() -> None:
    store = MemoryStore()
    run(store, strategy="gepa", evaluations=40)
    told = {event.candidate: event for event in events(store) if isinstance(event, Told)}
    children = [event for event in told.values() if event.brief is not None]
    stopped = [event for event in children if not event.evaluation.complete]
    assert stopped, "no child failed its gate"
    assert any(event.evaluation.complete for event in children)
    train = [workload.id for workload in Loose().workloads(Split.TRAIN)]
    first = set()
    for event in children:
        if event.evaluation.outcome is not Outcome.VALID:
            continue
        parent = told[event.parents[0]].evaluation.scores
        names = [verdict.workload for verdict in event.evaluation.verdicts]
        assert names == [name for name in train if name in names]
        if event in stopped:
            assert len(names) == 3
            assert sum(event.evaluation.scores.values()) <= sum(parent[name] for name in names) + 1e-6
            first.update(names)
    assert first == set(train), "the minibatch is drawn anew for every brief"


def test_a_run_of_other_workloads_is_not_continued() -> None:
    class Other(Loose):
        seeds: Mapping[str, Program] = {"naive": Program.from_text(BEST)}

    store = MemoryStore()
    run(store)
    with pytest.raises(StoreError, match="other workloads or seeds"):
        session(store, problem=Other()).restore()


def test_a_journal_that_the_strategy_would_not_write_is_not_continued() -> None:
    store = MemoryStore()
    run(store)
    with pytest.raises(StoreError, match="another version"):
        session(store, seed=99).restore()
