"""``adrs problems``: the case studies there are."""

from __future__ import annotations

from typing import Any

import click

from adrs.cli import options
from adrs.cli.output import emit, table
from adrs.cli.workshop import workshop


@click.command("problems")
@options.as_json
def command(as_json: bool) -> None:
    """List the problems."""
    from adrs import problems
    from adrs.run.facts import facts

    shop = workshop()
    found = [facts(shop.problem(name, None)) for name in problems.NAMES]
    controls = [facts(shop.problem(name, None)) for name in problems.CONTROLS]
    if as_json:
        emit({"problems": found, "controls": controls})
        return
    heads = ("", "objective", "train/val/test/board", "title")
    click.echo(table(("problem", *heads), [_row(p) for p in found]))
    click.echo("\nSmall problems with known optima, to test judges and searches:\n")
    click.echo(table(("control", *heads), [_row(p) for p in controls]))
    click.echo("\nMore on one: adrs show PROBLEM")


def _row(p: dict[str, Any]) -> tuple[str, ...]:
    return (
        p["name"],
        p["objective"]["direction"],
        f"{p['objective']['name']} ({p['objective']['unit']})",
        "/".join(str(p["splits"][s]) for s in ("train", "validation", "test", "leaderboard")),
        p["title"],
    )
