"""``adrs study``: many runs at equal budget, compared."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.cli import options
from adrs.cli.output import emit, number, say, table
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.api.assemble import Workshop
    from adrs.run.config import RunConfig
    from adrs.study.analysis import Analysis
    from adrs.study.crew import Crew, Job
    from adrs.study.folder import StudyFolder
    from adrs.study.spec import Cell, Spec

INTERRUPTED = 130


@click.group("study", short_help="Compare strategies on problems at equal budget.")
def command() -> None:
    """Compare strategies, proposers and models on problems, at equal budget and with statistics."""


@command.command("run", short_help="Run what is not run yet, and report.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the study.")
@click.option("--jobs", type=int, help="Runs at the same time (default: CPU count).")
@click.option("--dry-run", is_flag=True, help="Only list the runs and what they would take.")
@click.option("--no-cache", is_flag=True, help="Do not share evaluations between runs.")
@click.option(
    "--models",
    "models_file",
    type=click.Path(path_type=Path),
    envvar="ADRS_MODELS",
    help="TOML file that describes models.",
)
@options.isolation
@options.as_json
def run(
    file: Path,
    out: Path,
    jobs: int | None,
    dry_run: bool,
    no_cache: bool,
    models_file: Path | None,
    sandbox: str,
    unsafe: bool,
    as_json: bool,
) -> None:
    """Run the study that FILE describes, as far as it is not run yet, and write its reports.

    Interrupting keeps everything; the same command goes on. A changed FILE runs only what is new.
    """
    from adrs.cli.workshop import workshop
    from adrs.study.folder import StudyFolder

    data, spec = _read(file)
    size = options.cpu_count() if jobs is None else jobs
    if not 1 <= size <= options.MAX_WORKERS:
        raise UsageError(f"--jobs {jobs} makes no sense; give a number from 1 to {options.MAX_WORKERS}")
    configs = _configurations(workshop(sandbox), spec, models_file)
    folder = StudyFolder(out)
    if dry_run:
        _list(spec, folder, as_json=as_json)
        return
    options.folder_to_write(out)
    with folder.held():
        folder.save(data)
        place = {
            "store": folder.journal,
            "shelf": None if no_cache else folder.verdicts,
            "sandbox": sandbox,
            "unsafe": unsafe,
        }
        errors = _work(folder, spec, configs, size=size, place=place)
        _report(folder, spec, errors=errors, as_json=as_json)
    if errors:
        sys.exit(2)


@command.command("report", short_help="Write the reports of a study again.")
@click.argument("folder", type=click.Path(path_type=Path))
@options.as_json
def report(folder: Path, as_json: bool) -> None:
    """Write the reports of the study in FOLDER again, from its journal."""
    from adrs.study.folder import StudyFolder
    from adrs.study.spec_data import spec_from_data

    study = StudyFolder(folder)
    spec = spec_from_data(study.saved(), source=str(study.plan))
    _report(study, spec, errors={}, as_json=as_json)


def _read(file: Path) -> tuple[Any, Spec]:
    """A study as plain data that mean the same anywhere and later, and what they say.

    Raises:
        DataError: The file is missing or malformed, or the data folder is.
    """
    from adrs.study.spec_data import read_yaml, resolved, spec_from_data

    data = read_yaml(file)
    spec = spec_from_data(data, source=str(file))
    folder = options.checked_data(None if spec.data is None else Path(spec.data))
    data = resolved(data, name=spec.name, folder=None if folder is None else str(folder))
    return data, spec_from_data(data, source=str(file))


def _configurations(shop: Workshop, spec: Spec, models_file: Path | None) -> dict[str, RunConfig]:
    """Every run's configuration, by its id; names are checked before anything is run.

    Raises:
        UsageError: A problem, strategy, option, proposer or model does not exist.
        DataError: A data file is missing.
    """
    from adrs.api.staff import check_names

    cells = spec.cells()
    for problem in spec.problems:
        shop.problem(problem.name, None if spec.data is None else Path(spec.data))
    configs = {cell.run_id: _configuration(cell, models_file) for cell in cells}
    if len(configs) < len(cells):
        raise UsageError("two contenders of the study are the same but for their labels; remove one")
    for cell in cells[: len(spec.problems) * len(spec.contenders)]:
        check_names(shop, configs[cell.run_id])
    return configs


def _configuration(cell: Cell, models_file: Path | None) -> RunConfig:
    from adrs.api.writing import writing_with
    from adrs.run.config import RunConfig
    from adrs.run.terms import Terms

    contender, budget = cell.contender, cell.budget
    return RunConfig(
        problem=cell.problem,
        strategy=contender.strategy.name,
        strategy_options=dict(contender.strategy.options),
        proposers=contender.proposers,
        seed=cell.seed,
        workers=1,
        evaluations=budget.evaluations,
        seconds=budget.seconds,
        cpu_seconds=budget.cpu_seconds,
        tokens=budget.tokens,
        cost_usd=budget.usd,
        data=cell.data,
        writing=writing_with(contender.models, models_file),
        fixed_time=cell.fixed_time,
        terms=Terms(start=cell.start),
    )


def _list(spec: Spec, folder: StudyFolder, *, as_json: bool) -> None:
    """What would be run."""
    cells, stages = spec.cells(), folder.stages(spec.cells())
    open_cells = [cell for cell in cells if stages[cell.run_id] != "finished"]
    counts = [cell.budget.evaluations for cell in open_cells]
    evaluations = sum(count or 0 for count in counts)
    if as_json:
        runs = [{"run": c.run_id, "stage": stages[c.run_id].value, **_facts(c)} for c in cells]
        emit({"study": spec.name, "runs": runs, "to_run": len(open_cells), "evaluations": evaluations})
        return
    rows = [[c.run_id, stages[c.run_id].value, *map(str, _facts(c).values())] for c in cells]
    click.echo(table(["run", "stage", "problem", "contender", "seed", "budget"], rows))
    unknown = "" if all(counts) else ", and as many as other limits allow"
    click.echo(f"\n{len(open_cells)} of {len(cells)} runs to do, {evaluations} evaluations at most{unknown}")


def _facts(cell: Cell) -> dict[str, Any]:
    budget = ", ".join(f"{limit:g} {name}" for name, limit in cell.budget.given.items())
    return {
        "problem": cell.problem,
        "contender": cell.contender.label,
        "seed": cell.seed,
        "budget": budget,
    }


def _work(
    folder: StudyFolder, spec: Spec, configs: Mapping[str, RunConfig], *, size: int, place: Mapping[str, Any]
) -> dict[str, str]:
    """Run what is not finished; errors by run. Exits with 130 when interrupted."""
    from adrs.cli.study_cell import order
    from adrs.cli.study_watch import Watch
    from adrs.study.crew import Crew, Job
    from adrs.study.folder import Stage

    cells = spec.cells()
    stages = folder.stages(cells)
    todo = [cell for cell in cells if stages[cell.run_id] is not Stage.FINISHED]
    jobs = [Job(run_id=c.run_id, order=order(c.run_id, configs[c.run_id], **place)) for c in todo]
    expected = {cell.run_id: cell.budget.evaluations for cell in todo}
    watch = Watch(expected, finished=len(cells) - len(todo))
    crew = Crew([sys.executable, "-m", "adrs.cli.study_cell"], size=size, observer=watch)
    try:
        return asyncio.run(_interruptible(crew, jobs))
    except asyncio.CancelledError:
        say(f"interrupted; {watch.line()}. Everything is kept: the same command goes on")
        sys.exit(INTERRUPTED)


async def _interruptible(crew: Crew, jobs: Sequence[Job]) -> dict[str, str]:
    work = asyncio.ensure_future(crew.work(jobs))
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(signum, work.cancel)
    return await work


def _report(folder: StudyFolder, spec: Spec, *, errors: Mapping[str, str], as_json: bool) -> None:
    from adrs.cli.workshop import workshop
    from adrs.study.report.write import summary, write_reports

    shop = workshop()
    data = None if spec.data is None else Path(spec.data)
    problems = {choice.name: shop.problem(choice.name, data) for choice in spec.problems}
    analysis, written = write_reports(folder, spec, problems)
    if as_json:
        emit({**summary(analysis), "errors": dict(errors), "files": [str(path) for path in written]})
    else:
        click.echo(readable(analysis, errors, written))


def readable(analysis: Analysis, errors: Mapping[str, str], written: Sequence[Path]) -> str:
    """A study's findings in a few lines."""
    spec = analysis.spec
    lines = [f"{spec.name}: {analysis.finished} of {analysis.planned} runs finished"]
    lines += [f"{len(errors)} failed; the same command tries them again"] if errors else []
    if analysis.overall:
        rows = [
            (o.label, number(o.mean.value), number(o.middle.value), f"{o.rank:.2f}") for o in analysis.overall
        ]
        header = (f"final gap on {spec.outcome}", "mean", "interquartile mean", "mean rank")
        lines += ["", table(header, rows)]
    counts = Counter(c.finding.value for p in analysis.problems for c in p.comparisons)
    if counts:
        told = ", ".join(f"{finding} {count}" for finding, count in counts.most_common())
        lines += ["", f"{spec.reference} against the others: {told}"]
    return "\n".join([*lines, "", *(f"{path}" for path in written)])
