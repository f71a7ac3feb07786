"""``adrs best``: the champion as a file that runs."""

from __future__ import annotations

from pathlib import Path

import click

from adrs.cli import options
from adrs.cli.output import emit, number, say
from adrs.cli.workshop import workshop


@click.command("best", short_help="Write the champion of a run as a file.")
@click.argument("run")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write (default: print it).")
@options.store
@options.as_json
def command(run: str, output: Path | None, store: Path | None, as_json: bool) -> None:
    """Write the champion of RUN; of an unfinished run, the best on train so far."""
    from adrs.api.journals import read_run
    from adrs.core.errors import UsageError
    from adrs.run.summary import champion

    target = None if output is None else options.file_to_write(output)
    journal = workshop().store(options.store_to_read(store), True)
    try:
        state, _ = read_run(journal, run)
        best = champion(state)
        if best is None:
            raise UsageError(f"run {run} has no valid program yet; let it go on with `adrs resume {run}`")
        text = journal.program(best.program).text
    finally:
        journal.close()
    how = "champion" if state.finished else "best on train so far (the run is not finished)"
    say(f"{best.candidate}, {how}: {number(best.value)} on train")
    if target is not None:
        target.write_text(text, encoding="utf-8")
    if as_json:
        where = None if target is None else str(target)
        emit(
            {
                "run": run,
                "candidate": best.candidate,
                "finished": state.finished,
                "train": best.value,
                "program": where,
                "text": text,
            }
        )
    elif target is None:
        click.echo(text, nl=not text.endswith("\n"))
