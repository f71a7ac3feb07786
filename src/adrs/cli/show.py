"""``adrs show``: everything about one problem that a program's author may know."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adrs.api.assemble import on_model
from adrs.cli import options
from adrs.cli.output import emit
from adrs.cli.workshop import workshop

if TYPE_CHECKING:
    from adrs.core.problem import Problem


@click.command("show", short_help="One problem: statement, contract, workloads, baselines.")
@click.argument("problem")
@options.data
@options.model_dir
@options.as_json
def command(problem: str, data: Path | None, model_dir: Path | None, as_json: bool) -> None:
    """Show PROBLEM: statement, contract, workloads, seeds and baselines."""
    shop = on_model(workshop(), options.checked_model(model_dir))
    stated = shop.problem(problem, options.checked_data(data))
    result = _facts(stated)
    if as_json:
        emit(result)
    elif sys.stdout.isatty():
        _print_markdown(_readable(stated, result))
    else:
        click.echo(_readable(stated, result))


def _facts(problem: Problem) -> dict[str, Any]:
    from dataclasses import asdict

    from adrs.run.facts import facts

    return {
        **facts(problem),
        "statement": problem.statement,
        "signature": problem.contract.signature,
        "records": {name: dict(kinds) for name, kinds in problem.contract.records.items()},
        "limits": asdict(problem.limits),
        "search_limits": asdict(problem.search_limits),
        "citations": dict(problem.citations),
        "workloads": _workloads(problem),
        "notes": list(getattr(problem, "notes", ())),
    }


def _workloads(problem: Problem) -> list[dict[str, str]]:
    from adrs.core.errors import DataError
    from adrs.core.workload import Split

    found = []
    for split in Split:
        try:
            workloads = problem.workloads(split)
        except DataError:
            continue  # sizes() has told how many there would be
        found += [{"id": w.id, "split": split.value, "family": w.family} for w in workloads]
    return found


def _readable(problem: Problem, facts: dict[str, Any]) -> str:
    from adrs.core.claimed import SELF_SCORED

    objective = facts["objective"]
    statement = problem.statement.strip()
    title = [] if statement.startswith("# ") else [f"# {problem.title}", ""]
    claims = [f"**{SELF_SCORED}**", ""] if facts["self_scored"] else []
    claims += [f"- {note}" for note in facts["notes"]]
    lines = [*title, *claims, statement, "", "## Contract", ""]
    lines += ["```python", facts["signature"]]
    for name, kinds in facts["records"].items():
        lines += ["", f"class {name}:", *(f"    {field}: {kind}" for field, kind in kinds.items())]
    lines += ["```", "", "## Objective", ""]
    lines += [f"{objective['direction'].capitalize()} the {objective['aggregate']} over workloads of"]
    lines += [f"{objective['name']}, in {objective['unit']}. {_limits(problem)}", "", "## Workloads", ""]
    lines += [f"- {split}: {_families(split, count, facts)}" for split, count in facts["splits"].items()]
    lines += ["", "## Seeds", "", *(f"- `{name}`" for name in facts["seeds"]), "", "## Baselines", ""]
    lines += [f"- `{n}`: {facts['citations'].get(n, 'no citation')}" for n in facts["baselines"]]
    return "\n".join(lines)


def _limits(problem: Problem) -> str:
    limits = problem.limits
    memory = limits.memory_bytes / 1024**2
    return f"Per workload: {limits.cpu_s:g} s of CPU, {limits.wall_s:g} s of wall clock, {memory:g} MiB."


def _families(split: str, count: int, facts: dict[str, Any]) -> str:
    families = sorted({w["family"] for w in facts["workloads"] if w["split"] == split and w["family"]})
    here = any(w["split"] == split for w in facts["workloads"])
    missing = "" if here or not count else " (needs --data)"
    return f"{count}{' — ' + ', '.join(families) if families else ''}{missing}"


def _print_markdown(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))
