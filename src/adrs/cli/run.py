"""``adrs run``: begin a run and see it through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli import options
from adrs.cli.assemble import workshop
from adrs.core.errors import StoreError

if TYPE_CHECKING:
    from adrs.cli.sitting import Sitting
    from adrs.core.seams import Store
    from adrs.run.config import RunConfig

DEFAULT_EVALUATIONS = 200


@click.command("run", short_help="Search for a better program.")
@click.argument("problem")
@click.option("--strategy", default="adaptive", show_default=True, help="How to choose what to try next.")
@click.option("--proposer", "proposers", multiple=True, help="Who writes programs; may be given repeatedly.")
@options.budget
@options.workers
@click.option("--seed", type=int, default=1, show_default=True, help="Everything random follows from it.")
@options.isolation
@options.store
@options.data
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the champion and the report.")
@options.as_json
def command(
    problem: str,
    store: Path | None,
    data: Path | None,
    out: Path | None,
    sandbox: str,
    unsafe: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Search for a better program for PROBLEM.

    Without a budget, 200 candidates are tried. Interrupt once to finish early with a result, twice to end
    at once; either way `adrs resume` goes on.
    """
    import time

    from adrs.cli.sitting import Sitting, sit

    shop = workshop(sandbox)
    folder = options.checked_data(data)
    config = configuration(problem, data=folder, **chosen)
    stated = shop.problem(problem, folder)
    proposers = shop.proposers(config.proposers)
    _ = shop.strategy(config.strategy, _arms(proposers), config.seed)  # a wrong name leaves no journal behind
    path = store or options.DEFAULT_STORE
    out = None if out is None else options.folder_to_write(out)
    journal = shop.store(path, False)
    try:
        if out is None:
            options.folder_to_write(path.parent)
        sitting = _begun(
            journal,
            stated.name,
            lambda run_id: Sitting(shop, run_id, config, stated, journal, time.time, unsafe=unsafe),
        )
        out = out or run_folder(path, sitting.session.state.run_id)
        sit(sitting, out=out, path=path, as_json=as_json)
    finally:
        journal.close()


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
            asyncio.run(sitting.sandbox.aclose())
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
    evals: int | None,
    seconds: float | None,
    tokens: int | None,
    usd: float | None,
    target: float | None,
) -> RunConfig:
    """The options as a configuration.

    Raises:
        UsageError: A number makes no sense.
    """
    from adrs.run.config import RunConfig

    limited = any(limit is not None for limit in (evals, seconds, tokens, usd))
    config = RunConfig(
        problem=problem,
        strategy=strategy,
        proposers=proposers or RunConfig(problem=problem).proposers,
        seed=seed,
        workers=options.checked_workers(workers),
        evaluations=evals if limited else DEFAULT_EVALUATIONS,
        seconds=options.checked_number("--seconds", seconds),
        tokens=tokens,
        cost_usd=options.checked_number("--usd", usd),
        target=options.checked_number("--target", target, positive=False),
        data=None if data is None else str(data),
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


def _arms(proposers: Any) -> Any:
    from adrs.run.session import arms

    return arms(proposers)
