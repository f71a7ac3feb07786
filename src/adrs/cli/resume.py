"""``adrs resume``: go on with a run where its journal ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli import options
from adrs.cli.assemble import workshop
from adrs.cli.output import say
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.run.config import RunConfig
    from adrs.run.state import RunState

_BY_PEOPLE = ("interrupted", "request")


@click.command("resume", short_help="Go on with a run.")
@click.argument("run")
@options.budget
@options.workers
@options.isolation
@options.track
@options.store
@options.data
@options.watch
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the champion and the report.")
@options.as_json
def command(
    run: str,
    store: Path | None,
    data: Path | None,
    out: Path | None,
    sandbox: str,
    unsafe: bool,
    track: tuple[str, ...],
    watch: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Go on with RUN.

    Limits are totals over all sittings: a run that has spent its 200 evaluations goes on with
    --evals 400. Without limits, those it was begun with hold.
    """
    from adrs.cli.history import read_run
    from adrs.cli.run import run_folder
    from adrs.cli.serve import watched
    from adrs.cli.sitting import Sitting, check_trackers, conclude, sit
    from adrs.run.clock import steady_clock
    from adrs.run.steering import Mailbox

    check_trackers(track)
    path = options.store_to_read(store)
    shop = workshop(sandbox)
    journal = shop.store(path, False)
    try:
        state, config = read_run(journal, run)
        config = _changed(config, data=options.checked_data(data), **chosen)
        problem = shop.stated(config)
        out = run_folder(path, run) if out is None else options.folder_to_write(out)
        if config.writing.replay is not None and not state.finished:
            played = config.writing.replay
            raise UsageError(f"run {run} replays {played}; begin again with --replay {played}")
        if _spent(state, config) and not Mailbox(path, run).letters():
            say(f"run {run} is finished ({state.stopped}); give --evals or --seconds above what it used")
            conclude(state, problem, journal, out=out, path=path, as_json=as_json)
            return
        _refuse_engine(run, config)
        clock = steady_clock()
        sitting = Sitting(
            shop, run, config, problem, journal, clock, unsafe=unsafe, before=state, track=track
        )
        try:
            sitting.session.restore()
        except BaseException:
            asyncio.run(sitting.aclose())
            raise
        with watched(shop, path, run, wanted=watch):
            sit(sitting, out=out, path=path, as_json=as_json)
    finally:
        journal.close()


def _refuse_engine(run: str, config: RunConfig) -> None:
    from adrs.interop.engines.known import PREFIX

    if config.strategy.startswith(PREFIX):
        name = config.strategy.removeprefix(PREFIX)
        raise UsageError(
            f"run {run} was made by the engine {name}, whose own state is gone, so it cannot go on;"
            f" begin again with `adrs engines run {name} {config.problem}`"
        )


def _spent(state: RunState, config: RunConfig) -> bool:
    """Whether there is nothing left to do: the budget is spent, or what was asked for is reached."""
    spent = replace(state.usage, wall_s=state.elapsed_s)
    settled = state.stopped == "optimum" or (state.stopped not in _BY_PEOPLE and config == state.config)
    return state.finished and (settled or config.budget.exhausted_by(spent) is not None)


def _changed(
    config: RunConfig,
    *,
    evals: int | None,
    seconds: float | None,
    cpu_seconds: float | None,
    tokens: int | None,
    usd: float | None,
    target: float | None,
    workers: int | None,
    data: Path | None,
) -> RunConfig:
    """``config`` with what was given on the command line; new limits replace all the old ones."""
    changes: dict[str, Any] = {}
    limits = {
        "evaluations": evals,
        "seconds": options.checked_number("--seconds", seconds),
        "cpu_seconds": options.checked_number("--cpu-seconds", cpu_seconds),
        "tokens": tokens,
        "cost_usd": options.checked_number("--usd", usd),
    }
    if any(limit is not None for limit in limits.values()):
        changes |= limits
    if target is not None:
        changes["target"] = options.checked_number("--target", target, positive=False)
    if workers is not None:
        changes["workers"] = options.checked_workers(workers)
    if data is not None:
        changes["data"] = str(data)
    changed = replace(config, **changes)
    _ = changed.budget  # refuses limits that are not positive
    return changed
