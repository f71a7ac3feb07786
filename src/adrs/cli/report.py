"""``adrs report``: what a run found, as Markdown, as one HTML file, or as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adrs.cli import options
from adrs.cli.output import emit, say
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.run.analysis.analyse import Analysis
    from adrs.run.report.build import Material

MEMORY = "analysis.jsonl"
"""File beside a run's other files that keeps the evaluations of its analysis."""


@click.command("report", short_help="Write the report of a run.")
@click.argument("run")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder to write to.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["md", "html", "json"]),
    help="Format; may be given repeatedly (default: md and html).",
)
@click.option("--png", is_flag=True, help="Write the figures as PNG too (needs the extra `report`).")
@click.option(
    "--analyse/--no-analyse",
    default=False,
    help="Take the champion apart: costs evaluations, which are remembered.",
)
@click.option("--analyse-evals", type=int, help="Evaluations that this may take (default: 300).")
@options.workers
@options.isolation
@options.store
@options.data
@options.as_json
def command(
    run: str,
    output: Path | None,
    formats: tuple[str, ...],
    png: bool,
    analyse: bool,
    analyse_evals: int | None,
    workers: int | None,
    sandbox: str,
    unsafe: bool,
    store: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Write the report of RUN: report.md, report.html, its figures and the champion's best.py.

    With --analyse each change of the champion is undone and the rest evaluated again, its constants are
    moved, what it does not need is left out, and its seed is tuned, on train and validation workloads. A
    second report remembers all that.
    """
    from adrs.api.journals import read_run
    from adrs.cli.history import audited
    from adrs.cli.run import run_folder
    from adrs.run.report.build import Material
    from adrs.run.report.write import write_formats, write_program
    from adrs.run.summary import champion, summarise

    allowed = _evaluations(analyse_evals)
    slots, shop = options.checked_workers(workers), workshop(sandbox)
    path = options.store_to_read(store)
    journal = shop.store(path, True)
    try:
        state, config = read_run(journal, run)
        if analyse and not state.finished:
            raise UsageError(
                f"run {run} is not finished, so its validation workloads stay closed: no --analyse"
            )
        problem = shop.stated(config, options.checked_data(data))
        out = run_folder(path, run) if output is None else options.folder_to_write(output)
        best = champion(state)
        program = None if best is None else str(write_program(journal.program(best.program), out))
        material = Material(state=state, problem=problem, store=journal, audit=audited(state, problem, path))
        memory = path.parent / run / MEMORY
        if analyse:
            memory = run_folder(path, run) / MEMORY
        material = _analysed(shop, material, memory, allowed if analyse else 0, slots=slots, unsafe=unsafe)
        written = write_formats(material, out, formats=formats or ("md", "html"))
        if png:
            from adrs.run.report.png import write_figures

            write_figures(material, out)
    finally:
        journal.close()
    if as_json:
        summary = summarise(state, problem, program=program, audit=material.audit)
        emit({**summary, "report": str(written[0]), "reports": [str(p) for p in written]})
    else:
        click.echo(str(written[0]))
        for other in written[1:]:
            say(f"and {other}")


def _evaluations(given: int | None) -> int:
    """Evaluations that an analysis may take.

    Raises:
        UsageError: Not a number above 0.
    """
    from adrs.run.analysis.analyse import DEFAULT_EVALUATIONS

    if given is not None and given < 1:
        raise UsageError(f"--analyse-evals {given} makes no sense; give a number above 0")
    return DEFAULT_EVALUATIONS if given is None else given


def _analysed(
    shop: Workshop, material: Material, memory: Path, evaluations: int, *, slots: int, unsafe: bool
) -> Material:
    """The material with the analysis: made if ``evaluations`` are allowed, else remembered, if it is."""
    import asyncio
    from dataclasses import replace

    if not material.state.finished or (evaluations == 0 and not memory.exists()):
        return material
    analysis = asyncio.run(_analysis(shop, material, memory, evaluations, slots=slots, unsafe=unsafe))
    return replace(material, analysis=analysis)


async def _analysis(
    shop: Workshop, material: Material, memory: Path, evaluations: int, *, slots: int, unsafe: bool
) -> Analysis | None:
    from adrs.evaluate.paced import evaluator
    from adrs.evaluate.spread import Spread
    from adrs.run.analysis.analyse import DEFAULT_EVALUATIONS, analyse
    from adrs.run.analysis.bench import Bench
    from adrs.run.machine import measuring

    found, problem, config = material.lineage(), material.problem, material.state.config
    if found is None:
        return None
    fixed_time = config is not None and config.fixed_time
    if evaluations == 0:
        bench = Bench(problem, None, memory=memory, fixed_time=fixed_time)
        return await analyse(material.state, bench, material.store, found, evaluations=DEFAULT_EVALUATIONS)
    sandbox = shop.sandbox(problem, slots, unsafe)
    try:
        slot = measuring(sandbox, note=say)
        inner, scale = evaluator(problem, sandbox, fixed_time=fixed_time, slot=slot)
        bench = Bench(problem, Spread(inner, scale, parts=slots), memory=memory, fixed_time=fixed_time)
        found_out = await analyse(material.state, bench, material.store, found, evaluations=evaluations)
    finally:
        await sandbox.aclose()
    say(f"analysed with {bench.spent} evaluations; what was evaluated is kept in {memory}")
    return found_out
