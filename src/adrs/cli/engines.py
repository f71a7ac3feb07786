"""``adrs engines``: search engines of others, installed apart and run on our problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from adrs.cli import options
from adrs.cli.output import emit, say, table


@click.group("engines", short_help="Run search engines of others.")
def command() -> None:
    """Install search engines of others, and run them on our problems with our judge."""


@command.command("list")
@options.as_json
def list_(as_json: bool) -> None:
    """List the engines, and which of them are installed."""
    from adrs.interop.engines.install import find_installed
    from adrs.interop.engines.known import ENGINES

    found = {name: find_installed(engine) for name, engine in ENGINES.items()}
    if as_json:
        emit({"engines": [_facts(name, installed) for name, installed in found.items()]})
        return
    rows = [
        (name, ENGINES[name].version, "not installed" if here is None else here.digest, ENGINES[name].paper)
        for name, here in found.items()
    ]
    click.echo(table(("engine", "version", "environment", "what it is"), rows))


@command.command("install")
@click.argument("name")
@options.as_json
def install_(name: str, as_json: bool) -> None:
    """Install the engine NAME into an environment of its own, from the package index that pip uses."""
    from adrs.interop.engines.install import install
    from adrs.interop.engines.known import find_engine

    engine = find_engine(name)
    say(f"installing {engine.requirement}; this takes seconds to minutes")
    installed = install(engine)
    if as_json:
        emit(_facts(name, installed))
    else:
        click.echo(f"{engine.requirement} with {installed.packages} packages, environment {installed.digest}")
        click.echo(f"in {installed.python.parent.parent}")


@command.command("run")
@click.argument("name")
@click.argument("problem")
@click.option("--model", help="PROVIDER:MODEL[@BASE_URL]; else a stand-in for a model is used.")
@options.budget
@click.option("--workers", type=int, default=1, show_default=True, help="Evaluations at the same time.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the engine and of the stand-in.")
@options.fixed_time
@options.isolation
@options.store
@options.data
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the champion and the report.")
@options.as_json
def run_(name: str, problem: str, **chosen: Any) -> None:
    """Let the engine NAME search for a better program for PROBLEM.

    The engine runs in a process of its own and is told scores; candidates run in our sandbox and are judged
    by us. Without a budget, 200 candidates are tried. It starts from the best of the problem's seeds.
    """
    from adrs.cli.engine_sitting import run_engine

    run_engine(name, problem, **chosen)


def _facts(name: str, installed: Any) -> dict[str, Any]:
    if installed is None:
        return {"engine": name, "installed": False}
    return {
        "engine": name,
        "installed": True,
        "version": installed.engine.version,
        "environment": installed.digest,
        "packages": installed.packages,
        "python": str(installed.python),
    }
