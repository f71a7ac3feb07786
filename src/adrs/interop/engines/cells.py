"""An engine's run in one call, as a study or a script wants it."""

from __future__ import annotations

from pathlib import Path

from adrs.core.model import Model
from adrs.core.problem import Problem
from adrs.core.seams import Sandbox, Store
from adrs.interop.engines.install import require_installed
from adrs.interop.engines.known import PREFIX, find_engine
from adrs.interop.engines.process import DRIVERS
from adrs.interop.engines.running import Engagement, EngineResult, EngineRun, Place
from adrs.interop.proposer_server.stand_in import StandIn
from adrs.run.clock import steady_clock
from adrs.run.config import RunConfig
from adrs.sandbox import choose


def engage(name: str, problem: Problem, *, seed: int, folder: Path, model: Model | None = None) -> Engagement:
    """The engine called ``name``, with a stand-in for a model unless one is given.

    Args:
        name: One of :data:`adrs.interop.engines.known.ENGINES`.
        problem: Whose contract the stand-in keeps.
        seed: Of the stand-in.
        folder: Where the problem folder is made.
        model: A model instead.

    Raises:
        UsageError: There is no such engine, or it is not installed.
    """
    installed = require_installed(find_engine(name))
    return Engagement(
        installed=installed,
        driver=DRIVERS / f"{installed.engine.driver}.py",
        model=model or StandIn(problem.contract, seed=seed),
        folder=folder.absolute(),
    )


def engine_config(
    name: str, problem: Problem, *, seed: int, evaluations: int | None, **more: object
) -> RunConfig:
    """The configuration of an engine's run: one evaluation at a time, unless ``more`` says otherwise."""
    role = PREFIX + name
    return RunConfig(
        problem=problem.name,
        strategy=role,
        proposers=(role,),
        seed=seed,
        evaluations=evaluations,
        **more,  # type: ignore[arg-type]
    )


async def run_engine(
    name: str,
    problem: Problem,
    *,
    run_id: str,
    evaluations: int,
    seed: int,
    store: Store,
    folder: Path,
    sandbox: Sandbox | None = None,
    model: Model | None = None,
) -> EngineResult:
    """Run an engine on a problem and see it through: a normal run in ``store``, called ``run_id``.

    Args:
        name: The engine, installed before.
        problem: The problem.
        run_id: Id that the store does not have yet.
        evaluations: Budget, seeds included.
        seed: Of the engine and of the stand-in for a model.
        store: Where the journal is written.
        folder: Where the problem folder is made; kept.
        sandbox: Where candidates run; the strongest of this system without.
        model: A model instead of the stand-in.

    Raises:
        UsageError: There is no such engine, or it is not installed.
        AdrsError: The engine ended before it tried anything.
    """
    engagement = engage(name, problem, seed=seed, folder=folder, model=model)
    own = sandbox or choose.best(problem.harness)
    try:
        place = Place(problem=problem, sandbox=own, store=store, clock=steady_clock())
        run = EngineRun(
            run_id, engine_config(name, problem, seed=seed, evaluations=evaluations), engagement, place
        )
        run.session.begin()
        return await run.run()
    finally:
        if sandbox is None:
            await own.aclose()
