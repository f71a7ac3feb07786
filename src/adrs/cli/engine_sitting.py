"""One run with an engine on the command line: its model, its display, its signals, its results."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adrs.api.assemble import Workshop, describe, lasting
from adrs.api.choices import DEFAULT_EVALUATIONS
from adrs.api.journals import next_id
from adrs.api.sitting import Display, Interrupts, signals
from adrs.cli import options
from adrs.cli.conclusion import INTERRUPTED, conclude
from adrs.cli.output import say
from adrs.cli.progress import display
from adrs.cli.run import run_folder
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError
from adrs.interop.engines.cells import engage, engine_config
from adrs.interop.engines.install import require_installed
from adrs.interop.engines.known import find_engine
from adrs.interop.engines.running import EngineResult, EngineRun, Place
from adrs.run.calls import Calls
from adrs.run.clock import steady_clock
from adrs.run.config import RunConfig, Writing

if TYPE_CHECKING:
    from adrs.core.model import Model
    from adrs.core.problem import Problem
    from adrs.core.seams import Store
    from adrs.run.driver import Clock

_TICK_S = 1.0


def run_engine(
    name: str,
    problem: str,
    *,
    store: Path | None,
    data: Path | None,
    out: Path | None,
    sandbox: str,
    unsafe: bool,
    as_json: bool,
    model: str | None,
    **chosen: Any,
) -> None:
    """Begin a run with the engine ``name`` and see it through.

    Raises:
        UsageError: A name does not exist, the engine is not installed, or a number makes no sense.
    """
    require_installed(find_engine(name))
    shop, folder = workshop(sandbox), options.checked_data(data)
    path = store or options.DEFAULT_STORE
    stated = shop.problem(problem, folder)
    config = configuration(name, stated, data=folder, model=model, **chosen)
    config = replace(config, problem=lasting(problem))
    out = None if out is None else options.folder_to_write(out)
    journal = shop.store(path, False)
    try:
        if out is None:
            options.folder_to_write(path.parent)
        run_id = next_id(journal, stated.name)
        out = out or run_folder(path, run_id)
        sitting = EngineSitting(shop, run_id, config, stated, journal, unsafe=unsafe, out=out)
        result = sitting.see_through(path)
        more = {"engine": facts(result)}
        conclude(result.state, stated, journal, out=out, path=path, as_json=as_json, more=more)
        if not as_json:
            _explain(name, result)
    finally:
        journal.close()


def configuration(
    name: str,
    problem: Problem,
    *,
    data: Path | None,
    model: str | None,
    evals: int | None,
    seconds: float | None,
    cpu_seconds: float | None,
    tokens: int | None,
    usd: float | None,
    target: float | None,
    workers: int,
    seed: int,
    fixed_time: bool,
) -> RunConfig:
    """The options as a configuration.

    Raises:
        UsageError: A number makes no sense, or a budget is one that nobody spends.
    """
    if model is None and (tokens is not None or usd is not None):
        raise UsageError("the stand-in for a model costs nothing: give --evals or --seconds, or a --model")
    limited = any(limit is not None for limit in (evals, seconds, cpu_seconds, tokens, usd))
    config = engine_config(
        name,
        problem,
        seed=seed,
        evaluations=evals if limited else DEFAULT_EVALUATIONS,
        seconds=options.checked_number("--seconds", seconds),
        cpu_seconds=options.checked_number("--cpu-seconds", cpu_seconds),
        tokens=tokens,
        cost_usd=options.checked_number("--usd", usd),
        target=options.checked_number("--target", target, positive=False),
        workers=options.checked_workers(workers),
        data=None if data is None else str(data),
        fixed_time=fixed_time,
        writing=_writing(model),
    )
    _ = config.budget  # refuses limits that are not positive
    return config


def _writing(model: str | None) -> Writing:
    if model is None:
        return Writing()
    from adrs.models.spec import parse_spec
    from adrs.models.spec_json import spec_to_json

    return Writing(models=(spec_to_json(parse_spec(model)),))


class EngineSitting:
    """An engine's run with everything it needs, from names."""

    def __init__(
        self,
        shop: Workshop,
        run_id: str,
        config: RunConfig,
        problem: Problem,
        store: Store,
        *,
        unsafe: bool,
        out: Path,
    ) -> None:
        self.run_id = run_id
        self.shown: Display = display(problem, config.budget)
        clock, calls = steady_clock(), Calls()
        self._model = _model(config, calls, clock)
        name = config.strategy.partition(":")[2]
        folder = (out / "engine").resolve()
        engagement = engage(name, problem, seed=config.seed, folder=folder, model=self._model)
        self._sandbox = shop.sandbox(problem, config.workers, unsafe)
        place = Place(
            problem=problem,
            sandbox=self._sandbox,
            store=store,
            clock=clock,
            observer=self.shown.observe,
            machine={"sandbox": describe(self._sandbox)},
            opened=calls.attach,
        )
        self.run = EngineRun(run_id, config, engagement, place)

    def see_through(self, path: Path) -> EngineResult:
        """Run to the end; a second interrupt ends this process."""
        try:
            return asyncio.run(self._all())
        except asyncio.CancelledError:
            say(f"interrupted; what was tried is in {path} as {self.run_id}, and cannot be gone on with")
            sys.exit(INTERRUPTED)

    async def _all(self) -> EngineResult:
        work = asyncio.create_task(self._work())
        ticking = asyncio.create_task(self._tick())
        with self.shown, signals(Interrupts(self.run.session, work, self.shown)):
            try:
                return await work
            finally:
                ticking.cancel()
                await self._sandbox.aclose()
                if self._model is not None:
                    await self._model.aclose()

    async def _work(self) -> EngineResult:
        self.run.session.begin()
        return await self.run.run()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            self.shown.tick()


def _model(config: RunConfig, calls: Calls, clock: Clock) -> Model | None:
    """The model with its books, its key and its caps; none of them reaches the engine."""
    if not config.writing.models:
        return None
    from adrs.models.create import create_model
    from adrs.models.ledger import Ledger
    from adrs.models.spec_json import spec_from_json

    ledger = Ledger(usd_cap=config.cost_usd, token_cap=config.tokens)
    spec = spec_from_json(config.writing.models[0])
    return create_model(spec, ledger=ledger, log=calls, clock=clock, seed=config.seed)


def facts(result: EngineResult) -> dict[str, Any]:
    """What is to be said of the engine, as plain data."""
    checked = result.checked
    return {
        "ended": result.ended,
        "claim": None if checked is None else {**asdict(checked), "difference": checked.difference},
        "submitted": result.submitted,
        "model_calls": result.model_calls,
        "engine_s": result.engine_s,
        "overhead_s": result.overhead_s,
    }


def _explain(name: str, result: EngineResult) -> None:
    say(f"{name} sent {result.submitted} candidates and asked its model {result.model_calls} times;")
    say(f"it and its model took {result.overhead_s:.2f} s for each candidate that was evaluated")
    say("the engine claims nothing" if result.checked is None else result.checked.sentence)
