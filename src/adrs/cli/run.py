"""``adrs run``: begin a run and see it through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from adrs.cli import options, placement, writing
from adrs.cli.output import say
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.api.recording import Recording
    from adrs.cli.placement import Placing


@click.command("run", short_help="Search for a better program.")
@click.argument("problem")
@click.option("--strategy", default="adaptive", show_default=True, help="How to choose what to try next.")
@options.strategy_options
@click.option("--proposer", "proposers", multiple=True, help="Who writes programs; may be given repeatedly.")
@writing.options
@click.option("--replay", metavar="RUN", help="Play a recorded run again: its options, its replies.")
@options.budget
@options.workers
@click.option("--seed", type=int, default=1, show_default=True, help="Everything random follows from it.")
@options.fixed_time
@options.terms
@options.isolation
@placement.options
@options.track
@options.store
@options.data
@options.watch
@options.model_dir
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the champion and the report.")
@options.as_json
def command(
    problem: str,
    store: Path | None,
    data: Path | None,
    model_dir: Path | None,
    out: Path | None,
    sandbox: str,
    unsafe: bool,
    placing: Placing,
    replay: str | None,
    track: tuple[str, ...],
    watch: bool,
    as_json: bool,
    workers: int | None,
    **chosen: Any,
) -> None:
    """Search for a better program for PROBLEM.

    Without a budget, 200 candidates are tried. Interrupt once to finish early with a result, twice to end
    at once; either way `adrs resume` goes on.
    """
    import asyncio

    from adrs.api.assemble import lasting
    from adrs.api.choices import configuration
    from adrs.api.sitting import Sitting, begun, check_trackers
    from adrs.api.staff import check_language, check_names
    from adrs.cli.conclusion import sit
    from adrs.cli.progress import display
    from adrs.cli.serve import watched
    from adrs.run.clock import steady_clock

    shop = placement.placed(workshop(sandbox), placing, sandbox=sandbox)
    problem = lasting(problem)
    folder = options.checked_data(data)
    path = store or options.DEFAULT_STORE
    recording = None if replay is None else _recording(shop, path, replay, problem)
    if recording is None:
        model = options.checked_model(model_dir)
        workers = placement.workers(placing, workers)
        config = configuration(
            problem, data=folder, model_dir=model, workers=workers, spelt=options.flag, **chosen
        )
    else:
        config = recording.config
    stated = shop.stated(config)
    check_names(shop, config)  # a wrong name leaves no journal behind
    check_language(stated, config.proposers)
    for note in getattr(stated, "notes", ()):
        say(note)
    check_trackers(track)
    out = None if out is None else options.folder_to_write(out)
    journal, clock = shop.store(path, False), steady_clock()
    try:
        if out is None:
            options.folder_to_write(path.parent)
        beginning = begun(
            journal,
            stated.name,
            lambda run_id: Sitting(
                shop,
                run_id,
                config,
                stated,
                journal,
                clock,
                shown=display(stated, config.budget),
                unsafe=unsafe,
                recording=recording,
                track=track,
            ),
        )
        sitting = asyncio.run(beginning)
        out = out or run_folder(path, sitting.session.state.run_id)
        with watched(shop, path, sitting.session.state.run_id, wanted=watch):
            sit(sitting, out=out, path=path, as_json=as_json)
    finally:
        journal.close()


def _recording(shop: Workshop, path: Path, replay: str, problem: str) -> Recording:
    """The run to be played again.

    Raises:
        UsageError: Something else was chosen besides; or it was a run on another problem.
    """
    from adrs.api.recording import read_recording

    context = click.get_current_context()
    kept = {"problem", "replay", "store", "out", "as_json", "sandbox", "unsafe", "track", "watch"}
    for name in set(context.params) - kept - placement.OPTIONS:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageError(f"--replay takes its options from run {replay}; leave out {name!r}")
    recording = read_recording(shop, options.store_to_read(path), replay)
    if recording.config.problem != problem:
        raise UsageError(f"run {replay} is on {recording.config.problem}, not on {problem}")
    return recording


def run_folder(store: Path, run_id: str) -> Path:
    """The folder beside the journal for a run's files, made if need be.

    Raises:
        UsageError: It cannot be written.
    """
    return options.folder_to_write(store.parent / run_id)
