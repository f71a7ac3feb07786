"""``adrs runs``: what the journal holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli import options
from adrs.cli.output import emit, number, table
from adrs.cli.workshop import workshop

if TYPE_CHECKING:
    from adrs.core.seams import Store


@click.command("runs")
@options.store
@options.as_json
def command(store: Path | None, as_json: bool) -> None:
    """List the runs in the journal, oldest first."""
    if store is None and not options.DEFAULT_STORE.exists():
        found: list[dict[str, Any]] = []
    else:
        journal = workshop().store(options.store_to_read(store), True)
        try:
            found = [_facts(journal, run) for run in journal.runs()]
        finally:
            journal.close()
    if as_json:
        emit({"runs": found})
    elif not found:
        click.echo("no runs yet; start one with: adrs run PROBLEM")
    else:
        click.echo(_readable(found))


def _facts(store: Store, run: str) -> dict[str, Any]:
    from adrs.api.journals import read_run
    from adrs.cli.history import status
    from adrs.core.events import Started
    from adrs.run.summary import champion

    state, config = read_run(store, run)
    first = next(event for _, event in store.read(run))
    best = champion(state)
    return {
        "run": run,
        "problem": config.problem,
        "self_scored": bool(state.environment.get("self_scored")),
        "strategy": config.strategy,
        "status": status(state),
        "finished": state.finished,
        "evaluations": state.evaluations,
        "seconds": state.elapsed_s,
        "train": None if best is None else best.value,
        "started": first.at if isinstance(first, Started) else None,
    }


def _readable(found: list[dict[str, Any]]) -> str:
    rows = [
        (
            run["run"],
            _when(run["started"]),
            run["strategy"],
            str(run["evaluations"]),
            number(run["train"]) + (" claimed" if run["self_scored"] else ""),
            run["status"],
        )
        for run in found
    ]
    return table(("run", "started", "strategy", "evaluations", "best on train", "status"), rows)


def _when(at: float | None) -> str:
    return "–" if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}Z"
