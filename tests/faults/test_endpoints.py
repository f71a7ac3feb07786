"""Whole runs whose model's endpoint misbehaves: they end, in time and within their caps, and tell why."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from adrs import search
from adrs.core.candidate import Brief, Proposal
from adrs.core.events import Called, Calling, Event, Finished, Noted, ProposalFailed, Resumed
from adrs.core.problem import Problem
from adrs.core.seams import Proposer
from adrs.core.verdict import Usage
from adrs.models.create import Surroundings, create_models
from adrs.models.ledger import Ledger
from adrs.models.spec import ModelSpec
from adrs.models.timing import Timing
from adrs.propose.llm.proposer import Llm
from adrs.run.calls import Calls
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState
from adrs.store.sqlite import SqliteStore
from adrs.testing.loopback import Loopback, Script
from adrs.testing.loopback_bodies import FAULTS, Answer, failing
from adrs.testing.tiny import HUMAN, Constants, InProcess
from tests.faults.doom import OpenEnded
from tests.faults.real import check_story
from tests.models.worlds import KEY, PRICE

HASTE = 1000.0  # waits between attempts and pauses of the breaker pass so much faster
RETRIES = 2
EVALUATIONS = 25
GOOD = Answer(text=f"NOTE: as people do it\n```python\n{HUMAN}```\n")


class Free(Constants):
    """Numbers for nothing."""

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        return replace(await super().propose(problem, brief), usage=Usage())


@dataclass
class World:
    """A run on the tiny problem whose programs come from a model at ``url``, and from numbers if mixed."""

    path: Path
    url: str
    mixed: bool = True
    usd: float | None = None
    timeout_s: float = 5.0
    evaluations: int = EVALUATIONS
    proposing: int = 4
    spent: RunState | None = None
    closing: list[object] = field(default_factory=list)

    async def sit(self) -> RunState:
        """One sitting, to the end."""
        with SqliteStore(self.path) as store:
            calls = Calls()
            proposers: dict[str, Proposer] = {"llm": Llm(self.model(calls), operators=("edit", "rewrite"))}
            if self.mixed:
                proposers["genetic"] = Free()
            session = self.session(store, proposers, calls)
            if "tiny-1" in store.runs():
                session.restore()
            else:
                session.begin()
            state = await session.run()
            await proposers["llm"].model.aclose()  # type: ignore[attr-defined]
            return state

    def model(self, calls: Calls):  # type: ignore[no-untyped-def]
        spec = ModelSpec(
            name="m",
            provider="openai",
            model="gpt-5-mini",
            base_url=self.url,
            key_env="THE_KEY",
            price=PRICE,
            retries=RETRIES,
            timeout_s=self.timeout_s,
            total_timeout_s=max(900.0, self.timeout_s),
        )
        spent = None if self.spent is None else self.spent
        ledger = Ledger(
            usd_cap=self.usd,
            **({} if spent is None else {"spent": spent.usage, "first_call": spent.calls.made + 1}),  # type: ignore[arg-type]
        )

        async def sleep(seconds: float) -> None:
            await asyncio.sleep(seconds / HASTE)

        timing = Timing(lambda: time.monotonic() * HASTE, sleep)
        around = Surroundings(
            ledger=ledger, log=calls, alone=not self.mixed, environ={"THE_KEY": KEY}, timing=timing
        )
        return create_models([spec], around)["m"]

    def session(self, store: SqliteStore, proposers: Mapping[str, Proposer], calls: Calls) -> Session:
        problem = OpenEnded()
        config = RunConfig(
            problem="tiny",
            proposers=tuple(proposers),
            evaluations=self.evaluations,
            proposing=self.proposing,
            cost_usd=self.usd,
        )
        cast = Cast(
            problem=problem,
            strategy=search.create("adaptive", arms(proposers), seed=5),
            proposers=proposers,
            sandbox=InProcess(problem),
            store=store,
            clock=time.monotonic,
            opened=calls.attach,
        )
        return Session("tiny-1", config, cast)

    def events(self) -> list[Event]:
        with SqliteStore(self.path, readonly=True) as store:
            return [event for _, event in store.read("tiny-1")]


def run(world: World, *, within_s: float = 60.0) -> RunState:
    return asyncio.run(asyncio.wait_for(world.sit(), within_s))


def errors(events: Sequence[Event]) -> Counter[str]:
    return Counter(event.error for event in events if isinstance(event, Called) and event.error)


def check_books(world: World, server: Loopback | None) -> None:
    """Every call is closed; the server was asked as often as the journal says, and nothing multiplied."""
    events = world.events()
    begun = [event for event in events if isinstance(event, Calling)]
    assert Counter(e.call for e in begun) == Counter(e.call for e in events if isinstance(e, Called))
    for attempts in Counter((e.brief, e.request) for e in begun).values():
        assert attempts <= RETRIES + 1
    if server is not None:
        assert len(server.asked) == len(begun)


CASES: dict[str, tuple[Script, str]] = {
    "slow": (Answer(text=GOOD.text, delay_s=0.05), ""),
    "overloaded": (failing(503), "503"),
    "broken": (failing(500), "500"),
    "rate limit": (failing(429), "429"),
    "rate limit with Retry-After": (failing(429, retry_after="7"), "429"),
    "rate limit until next month": (failing(429, retry_after="2592000"), "429"),
    "wrong key": (failing(401), "401"),
    "refusing": (failing(403), "403"),
    "malformed JSON": (FAULTS["malformed JSON"], ""),
    "cut off": (FAULTS["body cut off"], ""),
    "billed without a body": (FAULTS["no body"], ""),
    "a web page": (FAULTS["a web page"], ""),
    "empty choices": (FAULTS["empty choices"], ""),
    "no program in the reply": (Answer(text="I would rather not."), ""),
    "now and then": ([failing(503), GOOD, FAULTS["body cut off"], failing(429), GOOD] * 50, ""),
}


@pytest.mark.parametrize("name", CASES)
def test_others_go_on_whatever_the_endpoint_does(tmp_path: Path, name: str) -> None:
    script, words = CASES[name]
    with Loopback(script) as server:
        world = World(tmp_path / "runs.sqlite", server.url("openai-chat"))
        state = run(world)
        check_books(world, server)
    assert (state.stopped, state.finished) == ("evaluations", True)
    check_story([], world.events(), evaluations=EVALUATIONS)
    assert len(server.asked) > 0
    assert all(words in error for error in errors(world.events()))


def test_a_silent_endpoint_costs_one_time_out_and_then_holds_nobody_up(tmp_path: Path) -> None:
    with Loopback(FAULTS["silence"]) as server:
        world = World(tmp_path / "runs.sqlite", server.url("openai-chat"), timeout_s=0.5)
        began = time.process_time()
        state = run(world)
        assert time.process_time() - began < 30.0
        check_books(world, server)
    assert (state.stopped, state.finished) == ("evaluations", True)
    worst = sum(e.worst.tokens for e in world.events() if isinstance(e, Calling))
    assert state.usage.tokens == worst


def dead_url() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}/v1"


def test_nobody_at_the_port(tmp_path: Path) -> None:
    world = World(tmp_path / "runs.sqlite", dead_url())
    state = run(world)
    check_books(world, None)
    assert (state.stopped, state.finished) == ("evaluations", True)
    assert errors(world.events())
    assert sum(e.usage.cost_usd for e in world.events() if isinstance(e, Called)) == 0.0


@pytest.mark.parametrize("name", ["overloaded", "wrong key", "billed without a body", "dead port"])
def test_a_run_with_nobody_else_ends_and_says_why(tmp_path: Path, name: str) -> None:
    script = Answer() if name == "dead port" else CASES[name][0]
    with Loopback(script) as server:
        url = dead_url() if name == "dead port" else server.url("openai-chat")
        world = World(tmp_path / "runs.sqlite", url, mixed=False)
        state = run(world)
        check_books(world, None if name == "dead port" else server)
    assert (state.stopped, state.finished) == ("no model reply", True)
    failures = [event.reason for event in world.events() if isinstance(event, ProposalFailed)]
    assert len(failures) >= 20
    assert all(reason.startswith("model: ") for reason in failures)
    assert len(errors(world.events())) >= 1


def test_an_endpoint_that_comes_back_is_used_again(tmp_path: Path) -> None:
    with Loopback([failing(503)] * 12 + [GOOD]) as server:
        world = World(tmp_path / "runs.sqlite", server.url("openai-chat"), mixed=False, evaluations=2)
        state = run(world)
        check_books(world, server)
    assert (state.stopped, state.finished) == ("evaluations", True)
    notes = [event.text for event in world.events() if isinstance(event, Noted)]
    assert any("failed 5 times in a row" in note for note in notes)
    assert any("answers again" in note for note in notes)


@pytest.mark.parametrize("name", ["no program in the reply", "billed without a body", "malformed JSON"])
def test_a_cap_holds_whatever_is_billed(tmp_path: Path, name: str) -> None:
    script, cap_usd = CASES[name][0], 0.5
    assert isinstance(script, Answer)
    script = replace(script, input_tokens=5000, output_tokens=500)
    with Loopback(script) as server:
        world = World(
            tmp_path / "runs.sqlite", server.url("openai-chat"), mixed=False, usd=cap_usd, evaluations=10**6
        )
        state = run(world)
        check_books(world, server)
        billed = sum(answer.bills for answer in server.answered)
    assert state.stopped in {"usd", "no model reply", "no new programs"}
    assert state.usage.cost_usd <= cap_usd
    assert billed > 0
    assert state.usage.cost_usd > 0


def test_a_run_that_lost_its_endpoint_goes_on_with_another(tmp_path: Path) -> None:
    world = World(tmp_path / "runs.sqlite", dead_url(), mixed=False, evaluations=2)
    first = run(world)
    assert first.stopped == "no model reply"
    before = world.events()
    with Loopback(GOOD) as server:
        world.url, world.spent = server.url("openai-chat"), first
        state = run(world)
    assert (state.stopped, state.finished) == ("evaluations", True)
    whole = world.events()
    assert whole[: len(before)] == before
    assert isinstance(whole[len(before)], Resumed)
    assert sum(isinstance(event, Finished) for event in whole) == 2
    numbers = [event.call for event in whole if isinstance(event, Calling)]
    assert len(numbers) == len(set(numbers))
