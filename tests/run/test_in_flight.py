"""Model calls and evaluations in flight together, on a clock that jumps; and the same run played again."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from random import Random

import pytest

from adrs import search
from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import ModelError, ProposalError, SpendingError, StoreError
from adrs.core.events import Event, Started
from adrs.core.problem import Limits, Problem
from adrs.core.program import Program
from adrs.core.seams import Completed, Proposer
from adrs.core.verdict import Usage
from adrs.core.workload import Split, Workload
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState
from adrs.run.turns import Turns
from adrs.store.memory import MemoryStore
from adrs.testing.tiny import RULE, InProcess
from adrs.testing.virtual_loop import run_virtually
from tests.run.test_driver import Loose

LATENCY_S = 1.0
EVALUATION_S = 0.2


class Slow(InProcess):
    """Takes a fixed time for an evaluation of the train workloads."""

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        if workloads[0].split is Split.TRAIN:
            await asyncio.sleep(EVALUATION_S / 4 * len(workloads))
        return await super().run(program, workloads, limits=limits)


class Distant:
    """A model far away: a new program every time, after a while that ``jitter`` varies."""

    name = "llm"
    operators: Sequence[str] = ("edit", "rewrite")
    reads = True

    def __init__(self, *, jitter: Random | None = None) -> None:
        self.jitter = jitter
        self.calls = 0

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        self.calls += 1
        await asyncio.sleep(LATENCY_S * (self.jitter.uniform(0.1, 3.0) if self.jitter else 1.0))
        weight, new = Random(brief.seed).uniform(-3, 3), f"len('{brief.id}')"  # more than a new number
        program = Program.from_text(RULE.format(key=f"{weight} * jobs[i][0] + jobs[i][1] + 0 * {new}"))
        return Proposal(program=program, usage=Usage(tokens=1000, cost_usd=0.01))


def session(
    store: MemoryStore,
    proposer: Proposer,
    *,
    strategy: str = "adaptive",
    workers: int = 2,
    proposing: int = 8,
    evaluations: int | None = 65,
    cost_usd: float | None = None,
    seconds: float | None = None,
    turns: Turns | None = None,
) -> Session:
    problem, proposers = Loose(), {"llm": proposer}
    config = RunConfig(
        problem="tiny",
        proposers=("llm",),
        evaluations=evaluations,
        workers=workers,
        proposing=proposing,
        cost_usd=cost_usd,
        seconds=seconds,
    )
    cast = Cast(
        problem=problem,
        strategy=search.create(strategy, arms(proposers), seed=3),
        proposers=proposers,
        sandbox=Slow(problem),
        store=store,
        clock=lambda: 0.0,
        turns=turns or Turns(),
    )
    return Session("tiny-1", config, cast)


def run(it: Session) -> tuple[RunState, float]:
    it.begin()
    return run_virtually(it.run())


@pytest.mark.parametrize("strategy", sorted(set(search.STRATEGIES) - {"cma_es_on_seed", "genetic_only"}))
def test_64_slow_proposals_eight_at_a_time_do_not_wait_for_each_other(strategy: str) -> None:
    state, seconds = run(session(MemoryStore(), Distant(), strategy=strategy))
    assert state.evaluations == 65  # the seed and 64 proposals
    assert seconds <= 11.0


def test_a_hung_model_does_not_keep_evaluations_waiting() -> None:
    class Hanging(Distant):
        async def propose(self, problem: Problem, brief: Brief) -> Proposal:
            if brief.id == 0:
                await asyncio.sleep(1000.0)
            return await super().propose(problem, brief)

    store = MemoryStore()
    it = session(store, Hanging(), evaluations=30)
    it.begin()

    async def watch() -> int:
        task = asyncio.create_task(it.run())
        await asyncio.sleep(100.0)
        tried = it.state.evaluations
        await task
        return tried

    tried, _ = run_virtually(watch())
    assert tried == 29


def events(store: MemoryStore) -> list[Event]:
    return [event for _, event in store.read("tiny-1")]


def test_a_run_with_everything_in_flight_replays_to_the_same_journal() -> None:
    recorded, replayed, free = MemoryStore(), MemoryStore(), MemoryStore()
    run(session(recorded, Distant(jitter=Random(1))))
    run(session(replayed, Distant(jitter=Random(2)), turns=Turns(events(recorded))))
    run(session(free, Distant(jitter=Random(2))))
    assert events(replayed) == events(recorded)
    assert events(free) != events(recorded)


def test_a_replay_that_comes_to_something_else_stops_and_says_so() -> None:
    class Otherwise(Distant):
        async def propose(self, problem: Problem, brief: Brief) -> Proposal:
            if brief.id == 5:
                raise ProposalError("refused")
            return await super().propose(problem, brief)

    recorded = MemoryStore()
    run(session(recorded, Distant()))
    with pytest.raises(StoreError, match=r"“failed” of brief 5 where the recording has “told”"):
        run(session(MemoryStore(), Otherwise(), turns=Turns(events(recorded))))


class Failing(Distant):
    """Raises this every time."""

    def __init__(self, error: ModelError) -> None:
        super().__init__()
        self.error = error

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        self.calls += 1
        await asyncio.sleep(LATENCY_S)
        raise self.error


def test_a_call_that_could_pass_the_cap_ends_the_run_under_the_caps_name() -> None:
    proposer = Failing(SpendingError("the next call may cost 0.02 USD, 0.01 are left", cap="usd"))
    state, _ = run(session(MemoryStore(), proposer, cost_usd=5.0))
    assert (state.stopped, state.finished) == ("usd", True)
    assert proposer.calls <= 10


def test_a_model_that_never_answers_ends_the_run_and_its_cost_is_told() -> None:
    proposer = Failing(ModelError("503 after 4 attempts", usage=Usage(tokens=10)))
    state, _ = run(session(MemoryStore(), proposer))
    assert (state.stopped, state.finished) == ("no model reply", True)
    assert state.reasons["model"] == proposer.calls == state.failed
    assert state.usage.tokens == 10 * proposer.calls
    assert proposer.calls < 40


def test_the_configuration_comes_back_from_the_journal() -> None:
    store = MemoryStore()
    it = session(store, Distant())
    it.begin()
    started = events(store)[0]
    assert isinstance(started, Started)
    assert RunConfig.from_json(started.config) == it.config


def test_a_chosen_way_of_writing_comes_back_too() -> None:
    config = RunConfig(problem="tiny")
    chosen: Mapping[str, object] = {
        "models": ({"name": "m"},), "detail": "score", "hint": ("a",), "record": True, "distil": 5,
    }  # fmt: skip
    writing = dataclasses.replace(config.writing, **chosen)
    config = dataclasses.replace(config, writing=writing)
    assert RunConfig.from_json(config.to_json()) == config
    assert set(config.to_json()["writing"]) == set(chosen)
