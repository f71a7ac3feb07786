"""``adrs lint``: what a problem lacks, where, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.api.assemble import Workshop
from adrs.cli import options
from adrs.cli.output import emit
from adrs.cli.workshop import workshop
from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.audit.lint.finding import Report

FAILED = 2
SLOTS = 2


@click.command("lint", short_help="Check that a problem has what a good one needs.")
@click.argument("problem")
@options.isolation
@options.data
@options.as_json
def command(problem: str, sandbox: str, unsafe: bool, data: Path | None, as_json: bool) -> None:
    """Check PROBLEM, a name or a folder: splits, bound, seeds, judge, attacks, harness, pages.

    Its seeds, baselines and attacks run in the sandbox. Each finding says what, where and what to do.
    Exit code 2 when one of them is an error.
    """
    report = _linted(workshop(sandbox), problem, options.checked_data(data), unsafe)
    if as_json:
        emit(_result(report))
    else:
        click.echo(_readable(report))
    if not report.ok:
        click.get_current_context().exit(FAILED)


def _linted(shop: Workshop, name: str, data: Path | None, unsafe: bool) -> Report:
    import asyncio

    from adrs.audit.lint.finding import Report, error
    from adrs.audit.lint.linting import lint

    try:
        problem = shop.problem(name, data)
    except UsageError as failure:
        if not (Path(name) / "problem.py").is_file():
            raise
        found = error("loads", str(failure), name, "mend it; nothing else could be asked")
        return Report(problem=name, findings=(found,), checked=("loads",))

    async def asked() -> Report:
        box = shop.sandbox(problem, SLOTS, unsafe)
        try:
            return await lint(problem, box, data=data)
        finally:
            await box.aclose()

    return asyncio.run(asked())


def _result(report: Report) -> dict[str, Any]:
    from dataclasses import asdict

    from adrs.audit.lint.finding import Level

    result = {
        "problem": report.problem,
        "ok": report.ok,
        "errors": report.count(Level.ERROR),
        "warnings": report.count(Level.WARNING),
        "findings": [{**asdict(found), "level": found.level.value} for found in report.findings],
        "checked": list(report.checked),
        "left_out": dict(report.left_out),
    }
    if not report.ok:
        result["error"] = f"{report.count(Level.ERROR)} errors, first {report.findings[0].what}"
    return result


def _readable(report: Report) -> str:
    from adrs.audit.lint.finding import Level

    lines = []
    for found in report.findings:
        lines += [
            f"{found.level.value} {found.rule}: {found.what}",
            f"    {_from_here(found.where)}",
            f"    {found.todo}",
        ]
    lines += [f"not asked: {rule}: {why}" for rule, why in report.left_out.items()]
    counted = [_counted(report.count(level), level.value) for level in Level]
    lines.append(f"{report.problem}: {' and '.join(counted)} by {len(report.checked)} rules")
    return "\n".join(lines)


def _from_here(where: str) -> str:
    """A path as one would type it."""
    return where.removeprefix(f"{Path.cwd()}/")


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
