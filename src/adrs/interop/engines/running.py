"""A run in which an engine of others chooses what is tried: same budget, same judge, same journal."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adrs.core.errors import AdrsError
from adrs.core.events import Noted
from adrs.core.model import Model
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Sandbox, Store
from adrs.core.workload import Split
from adrs.interop.engines import process
from adrs.interop.engines.bridge import Bridge
from adrs.interop.engines.claims import Checked, check_claim
from adrs.interop.engines.install import Installed
from adrs.interop.engines.known import PREFIX
from adrs.interop.engines.roles import EngineProposer, EngineStrategy
from adrs.interop.proposer_server.embeddings import NAME as EMBEDDING_NAME
from adrs.interop.proposer_server.server import ModelServer, serve_model
from adrs.interop.proposer_server.stand_in import StandIn
from adrs.run.config import RunConfig
from adrs.run.driver import Clock
from adrs.run.journal import Journal, Observer
from adrs.run.machine import machine_load, timing_lock
from adrs.run.session import Cast, Session
from adrs.run.state import RunState

_LOOK_S = 0.2


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """How an engine is run.

    Args:
        installed: The engine and its environment.
        driver: Script that drives it.
        model: What it takes for a language model; a stand-in, or one of ours with its own books.
        folder: Where its problem folder is made; kept.
        max_tokens: Most tokens of a reply that it asks for.
        silence_s: It is ended when nothing of its was waiting and it said nothing for so long.
        grace_s: How long it has to say what its best is, once the run is over.
    """

    installed: Installed
    driver: Path
    model: Model
    folder: Path
    max_tokens: int = 16_384
    silence_s: float = 600.0
    grace_s: float = 10.0

    @property
    def name(self) -> str:
        """What strategy and proposer are called in the journal."""
        return PREFIX + self.installed.engine.name


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a run takes place: everything that an engine has no part in."""

    problem: Problem
    sandbox: Sandbox
    store: Store
    clock: Clock
    observer: Observer | None = None
    machine: Mapping[str, Any] = field(default_factory=dict)
    opened: Callable[[Journal], None] = lambda journal: None


@dataclass(frozen=True, kw_only=True)
class EngineResult:
    """What came of an engine's run.

    Args:
        state: The run.
        ended: What ended the search.
        checked: What the engine claims, beside our judge's word; ``None`` if it claims nothing.
        engine_s: Wall seconds in which nothing of the engine's waited for us: its own time and its model's.
        model_calls: Requests that it made of its model.
        submitted: Candidates that it sent, those that were known included.
    """

    state: RunState
    ended: str
    checked: Checked | None
    engine_s: float
    model_calls: int
    submitted: int

    @property
    def overhead_s(self) -> float:
        """Wall seconds of the engine and its model for each candidate that was evaluated."""
        return self.engine_s / max(1, self.state.evaluations - len(self.state.seeds))


class EngineRun:
    """One run with an engine; ``session`` begins it, stops it and knows its state.

    Args:
        run_id: Its id.
        config: Budget, seed and workers; strategy and proposer must be ``engagement.name``.
        engagement: The engine.
        place: Problem, sandbox, store.
    """

    def __init__(self, run_id: str, config: RunConfig, engagement: Engagement, place: Place) -> None:
        self._config = config
        self._engagement = engagement
        self._place = place
        self._bridge = Bridge([workload.id for workload in place.problem.workloads(Split.TRAIN)])
        self._process: process.EngineProcess | None = None
        self._server: ModelServer | None = None
        self._watch: asyncio.Task[None] | None = None
        name = engagement.name
        engine = engagement.installed.engine
        facts = {
            "name": engine.name,
            "version": engine.version,
            "environment": engagement.installed.digest,
            "model": engagement.model.name,
        }
        cast = Cast(
            problem=place.problem,
            strategy=EngineStrategy(name, self._bridge),
            proposers={name: EngineProposer(name, self._bridge, self._start)},
            sandbox=place.sandbox,
            store=place.store,
            clock=place.clock,
            observer=place.observer,
            machine={**place.machine, "engine": facts},
            opened=place.opened,
            stopping=self._bridge.end,
            load=machine_load,
            timing_lock=timing_lock(),
        )
        self.session = Session(run_id, config, cast)

    async def run(self) -> EngineResult:
        """Search to the end of the budget or of the engine, elect a champion, open the held-out splits.

        Raises:
            AdrsError: The engine ended before it tried anything.
        """
        with tempfile.TemporaryDirectory(prefix="adrs-engine-") as private:
            self._socket = Path(private) / "s"
            await self._bridge.start(self._socket)
            self._server = await serve_model(self._engagement.model, token=secrets.token_urlsafe(16))
            self._server.on_refusal = lambda error: self.session.stop(error.cap)
            try:
                state = await self.session.run()
                await self._end_engine(self._engagement.grace_s)
                return await self._result(state)
            finally:
                await self._end_engine(0.0)
                await self._server.aclose()
                await self._bridge.aclose()

    async def _start(self, program: Program) -> None:
        """Start the engine on a program."""
        assert self._server is not None
        engagement, problem = self._engagement, self._place.problem
        left = (self._config.evaluations or 10_000) - self.session.state.evaluations
        task = {
            "engine": engagement.installed.engine.name,
            "socket": str(self._socket),
            "base_url": self._server.url,
            "key": self._server.token,
            "model": engagement.model.name,
            "embedding_model": EMBEDDING_NAME,
            "stand_in": isinstance(engagement.model, StandIn),
            "max_tokens": engagement.max_tokens,
            "seed": self._config.seed,
            # Generous: replies that cannot be applied cost the engine an iteration, and we end it anyway.
            "iterations": 4 * max(left, 1) + 20,
            "workloads": [workload.id for workload in problem.workloads(Split.TRAIN)],
            "statement": process.statement_of(problem),
        }
        process.write_folder(engagement.folder, engagement.driver, program, task)
        environment = process.environment_of(
            engagement.folder, base_url=self._server.url, key=self._server.token or ""
        )
        self._process = await process.start(engagement.installed.python, engagement.folder, environment)
        self._watch = asyncio.create_task(self._watching(self._process))

    async def _watching(self, engine: process.EngineProcess) -> None:
        """End the search when the engine ends, or has been silent for too long."""
        calls = 0
        while engine.code is None:
            await asyncio.sleep(_LOOK_S)
            assert self._server is not None
            if self._server.asked != calls:
                calls, self._bridge.heard = self._server.asked, time.monotonic()
            quiet_s = time.monotonic() - self._bridge.heard
            if not self._bridge.busy and quiet_s > self._engagement.silence_s:
                self.session.stop("engine silent")
                return
        self.session.stop("engine ended" if engine.code == 0 else "engine crashed")

    async def _end_engine(self, grace_s: float) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        if self._process is not None:
            await self._process.end(grace_s=grace_s)

    async def _result(self, state: RunState) -> EngineResult:
        ended, engine = state.stopped or "", self._process
        assert self._server is not None
        if ended == "engine crashed" and state.evaluations == len(state.seeds) and engine is not None:
            raise AdrsError(
                f"the engine {self._engagement.installed.engine.name} ended with code {engine.code} before it"
                f" tried anything: {engine.last_line or 'it printed nothing'}; see {engine.log}"
            )
        await self._bridge.aclose()
        checked = await check_claim(self._bridge, self._place.problem, self._place.sandbox, state)
        text = "the engine claims nothing" if checked is None else checked.sentence
        noted = Noted(source=self._engagement.name, text=text, at=self._place.clock())
        self.session.journal.append(noted)
        return EngineResult(
            state=state,
            ended=ended,
            checked=checked,
            engine_s=self._bridge.idle_s,
            model_calls=self._server.asked,
            submitted=self._bridge.submitted,
        )
