"""``adrs report``: what a run found, as Markdown with a curve."""

from __future__ import annotations

from pathlib import Path

import click

from adrs.cli import options
from adrs.cli.assemble import on_model, workshop
from adrs.cli.output import emit


@click.command("report", short_help="Write the report of a run.")
@click.argument("run")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder to write to.")
@options.store
@options.data
@options.as_json
def command(run: str, output: Path | None, store: Path | None, data: Path | None, as_json: bool) -> None:
    """Write the report of RUN: report.md, curve.svg and the champion's best.py."""
    from adrs.cli.history import audited, read_run
    from adrs.cli.run import run_folder
    from adrs.run.report.write import write_program, write_report
    from adrs.run.summary import champion, summarise

    path = options.store_to_read(store)
    shop = workshop()
    journal = shop.store(path, True)
    try:
        state, config = read_run(journal, run)
        given = options.checked_data(data)
        shop = on_model(shop, config.model_dir)
        problem = shop.problem(config.problem, given or (Path(config.data) if config.data else None))
        out = run_folder(path, run) if output is None else options.folder_to_write(output)
        best = champion(state)
        program = None if best is None else str(write_program(journal.program(best.program), out))
        audit = audited(state, problem, path)
        report = write_report(state, problem, journal, out, audit=audit)
    finally:
        journal.close()
    if as_json:
        emit({**summarise(state, problem, program=program, audit=audit), "report": str(report)})
    else:
        click.echo(str(report))
