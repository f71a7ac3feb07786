"""``adrs resume``: go on with a run where its journal ends."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli import options, placement
from adrs.cli.output import say
from adrs.cli.workshop import workshop

if TYPE_CHECKING:
    from adrs.cli.placement import Placing


@click.command("resume", short_help="Go on with a run.")
@click.argument("run")
@options.budget
@options.workers
@options.isolation
@placement.options
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
    placing: Placing,
    track: tuple[str, ...],
    watch: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Go on with RUN.

    Limits are totals over all sittings: a run that has spent its 200 evaluations goes on with
    --evals 400. Without limits, those it was begun with hold.
    """
    from adrs.api.choices import changed, refuse_engine, refuse_replay, spent
    from adrs.api.journals import read_run
    from adrs.api.sitting import Sitting, check_trackers
    from adrs.cli.conclusion import conclude, sit
    from adrs.cli.progress import display
    from adrs.cli.run import run_folder
    from adrs.cli.serve import watched
    from adrs.run.clock import steady_clock
    from adrs.run.steering import Mailbox

    check_trackers(track)
    path = options.store_to_read(store)
    shop = placement.placed(workshop(sandbox), placing, sandbox=sandbox)
    journal = shop.store(path, False)
    try:
        state, config = read_run(journal, run)
        config = changed(config, data=options.checked_data(data), spelt=options.flag, **chosen)
        problem = shop.stated(config)
        out = run_folder(path, run) if out is None else options.folder_to_write(out)
        refuse_replay(run, state, config)
        if spent(state, config) and not Mailbox(path, run).letters():
            say(f"run {run} is finished ({state.stopped}); give --evals or --seconds above what it used")
            conclude(state, problem, journal, out=out, path=path, as_json=as_json)
            return
        refuse_engine(run, config)
        clock = steady_clock()
        sitting = Sitting(
            shop,
            run,
            config,
            problem,
            journal,
            clock,
            shown=display(problem, config.budget),
            unsafe=unsafe,
            before=state,
            track=track,
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
