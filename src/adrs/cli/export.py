"""``adrs export``: a run in the formats of other projects."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from adrs.cli import options
from adrs.cli.output import emit
from adrs.cli.workshop import workshop

FORMATS = ("openevolve", "evotrace", "jsonl")


@click.command("export", short_help="Write a run in another project's format.")
@click.argument("run")
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="Whose format.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New or empty folder to write.")
@options.store
@options.as_json
def command(run: str, form: str, out: Path, store: Path | None, as_json: bool) -> None:
    """Write RUN as an OpenEvolve checkpoint, in EvoTrace's layout, or as plain JSON lines.

    Every candidate is in it, failures too, byte for byte. Values on held-out workloads are there only
    where the run opened them.
    """
    from adrs.api.journals import read_run

    journal = workshop().store(options.store_to_read(store), True)
    try:
        state, _ = read_run(journal, run)
        count: int = import_module(f"adrs.interop.exports.{form}").write(journal, state, out)
    finally:
        journal.close()
    if as_json:
        emit({"run": run, "format": form, "out": str(out), "candidates": count})
    else:
        click.echo(f"{out}: {count} candidates of {run}, as {form}")
