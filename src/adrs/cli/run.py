"""``adrs run``: begin a run and see it through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from adrs.cli import options, writing
from adrs.cli.assemble import lasting, workshop
from adrs.cli.output import say
from adrs.core.errors import StoreError, UsageError

if TYPE_CHECKING:
    from adrs.cli.assemble import Workshop
    from adrs.cli.recording import Recording
    from adrs.cli.sitting import Sitting
    from adrs.core.seams import Store
    from adrs.run.config import RunConfig

DEFAULT_EVALUATIONS = 200


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
    replay: str | None,
    track: tuple[str, ...],
    watch: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Search for a better program for PROBLEM.

    Without a budget, 200 candidates are tried. Interrupt once to finish early with a result, twice to end
    at once; either way `adrs resume` goes on.
    """
    from adrs.cli.serve import watched
    from adrs.cli.sitting import Sitting, check_trackers, sit
    from adrs.cli.staff import check_language, check_names
    from adrs.run.clock import steady_clock

    shop, problem = workshop(sandbox), lasting(problem)
    folder = options.checked_data(data)
    path = store or options.DEFAULT_STORE
    recording = None if replay is None else _recording(shop, path, replay, problem)
    if recording is None:
        model = options.checked_model(model_dir)
        config = configuration(problem, data=folder, model_dir=model, **chosen)
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
        sitting = _begun(
            journal,
            stated.name,
            lambda run_id: Sitting(
                shop, run_id, config, stated, journal, clock, unsafe=unsafe, recording=recording, track=track
            ),
        )
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
    from adrs.cli.recording import read_recording

    context = click.get_current_context()
    kept = {"problem", "replay", "store", "out", "as_json", "sandbox", "unsafe", "track", "watch"}
    for name in set(context.params) - kept:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageError(f"--replay takes its options from run {replay}; leave out {name!r}")
    recording = read_recording(shop, path, replay)
    if recording.config.problem != problem:
        raise UsageError(f"run {replay} is on {recording.config.problem}, not on {problem}")
    return recording


def _begun(journal: Store, problem: str, make: Callable[[str], Sitting]) -> Sitting:
    """A sitting of a new run, its start journalled.

    Raises:
        StoreError: The journal cannot be written.
    """
    import asyncio

    while True:
        run_id = next_id(journal, problem)
        sitting = make(run_id)
        try:
            sitting.session.begin()
        except StoreError:
            asyncio.run(sitting.aclose())
            if run_id not in journal.runs():
                raise  # else another process has just taken this number: take the next
        else:
            return sitting


def configuration(
    problem: str,
    *,
    strategy: str,
    proposers: tuple[str, ...],
    seed: int,
    workers: int | None,
    data: Path | None,
    model_dir: Path | None = None,
    evals: int | None,
    seconds: float | None,
    cpu_seconds: float | None = None,
    tokens: int | None,
    usd: float | None,
    target: float | None,
    fixed_time: bool = False,
    aggregate: str = "",
    rails: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    start: tuple[str, ...] = (),
    proposing: int | None = None,
    strategy_options: Mapping[str, Any] | None = None,
    **written: Any,
) -> RunConfig:
    """The options as a configuration.

    Raises:
        UsageError: A number makes no sense.
    """
    from adrs.run.config import RunConfig
    from adrs.run.terms import Terms

    limited = any(limit is not None for limit in (evals, seconds, cpu_seconds, tokens, usd))
    proposers = proposers or writing.default_proposers(written["models"])
    config = RunConfig(
        problem=problem,
        strategy=strategy,
        strategy_options=dict(strategy_options or {}),
        proposers=proposers,
        proposing=writing.checked_proposing(proposing, proposers),
        writing=writing.writing(**written),
        seed=seed,
        workers=options.checked_workers(workers),
        evaluations=evals if limited else DEFAULT_EVALUATIONS,
        seconds=options.checked_number("--seconds", seconds),
        cpu_seconds=options.checked_number("--cpu-seconds", cpu_seconds),
        tokens=tokens,
        cost_usd=options.checked_number("--usd", usd),
        target=options.checked_number("--target", target, positive=False),
        data=None if data is None else str(data),
        model_dir=None if model_dir is None else str(model_dir),
        fixed_time=fixed_time,
        terms=Terms(aggregate=aggregate, rails=rails, also=also, start=start),
    )
    _ = config.budget  # refuses limits that are not positive
    return config


def next_id(store: Store, problem: str) -> str:
    """``PROBLEM-N`` with the next free N."""
    taken = set(store.runs())
    number = 1 + sum(run.startswith(f"{problem}-") for run in taken)
    while f"{problem}-{number}" in taken:
        number += 1
    return f"{problem}-{number}"


def run_folder(store: Path, run_id: str) -> Path:
    """The folder beside the journal for a run's files, made if need be.

    Raises:
        UsageError: It cannot be written.
    """
    return options.folder_to_write(store.parent / run_id)
