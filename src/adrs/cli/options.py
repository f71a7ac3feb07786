"""Options that several commands share, and their checks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from adrs.api import checks
from adrs.api.checks import MAX_WORKERS as MAX_WORKERS
from adrs.api.checks import checked_data as checked_data
from adrs.api.checks import checked_model as checked_model
from adrs.api.checks import checked_number as checked_number
from adrs.api.checks import cpu_count as cpu_count
from adrs.api.checks import folder_to_write as folder_to_write
from adrs.api.journals import DEFAULT_STORE as DEFAULT_STORE
from adrs.core.errors import StoreError, UsageError

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="ADRS_DATA",
    help="Folder with the original study's data files (or $ADRS_DATA).",
)
model_dir = click.option(
    "--model-dir",
    type=click.Path(path_type=Path),
    help="Folder with a Llama checkpoint in Hugging Face's layout, for problems that run a model.",
)
store = click.option(
    "--store",
    type=click.Path(path_type=Path),
    envvar="ADRS_STORE",
    help=f"Journal of runs (or $ADRS_STORE; else {DEFAULT_STORE}).",
)
workers = click.option("--workers", type=int, help="Evaluations at the same time (default: CPU count).")
fixed_time = click.option(
    "--fixed-time", is_flag=True, help="Where speed counts, leave it out: results then repeat exactly."
)
sandbox = click.option(
    "--sandbox",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="Where programs run: auto, fork, bubblewrap, docker, podman or plain.",
)
watch = click.option(
    "--watch", is_flag=True, help="Show the run in the browser while it goes on; prints the address."
)
unsafe = click.option(
    "--unsafe", is_flag=True, help="Accept resource limits alone where the system offers no isolation."
)
track = click.option(
    "--track",
    multiple=True,
    metavar="mlflow:URI",
    help="Copy the run to MLflow, or with wandb:PROJECT to Weights & Biases.",
)


def key_values(_context: click.Context, parameter: click.Parameter, given: Sequence[str]) -> dict[str, Any]:
    """``KEY=VALUE`` texts as a mapping; a value is read as JSON where it is JSON, else as text."""
    parsed: dict[str, Any] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not key.isidentifier():
            raise UsageError(f"{parameter.opts[0]} {text!r} makes no sense; give KEY=VALUE")
        try:
            parsed[key] = json.loads(value)
        except ValueError:
            parsed[key] = value
    return parsed


strategy_options = click.option(
    "--strategy-option",
    "strategy_options",
    metavar="KEY=VALUE",
    multiple=True,
    callback=key_values,
    help="An option of the strategy; may be given repeatedly.",
)


def terms(command: F) -> F:
    """The options of what is asked of candidates: ``--aggregate``, ``--rail``, ``--also``, ``--start``."""
    for option in (
        click.option("--start", multiple=True, metavar="SEED", help="Start from this seed only; repeatable."),
        click.option(
            "--also", multiple=True, metavar="METRIC:min|max", help="A further objective; repeatable."
        ),
        click.option(
            "--rail",
            "rails",
            multiple=True,
            metavar="LIMIT",
            help='Keep a metric in bounds: "p99_ms<=20", "goodput>=human*0.95"; repeatable.',
        ),
        click.option(
            "--aggregate",
            default="",
            metavar="HOW",
            help="Aggregate workloads by mean, sum, worst or cvar:SHARE instead of as the problem does.",
        ),
    ):
        command = option(command)
    return command


def isolation(command: F) -> F:
    """The options of what candidates run in: ``--sandbox`` and ``--unsafe``."""
    return sandbox(unsafe(command))


def budget(command: F) -> F:
    """The options of a budget: the limits and ``--target``."""
    for option in (
        click.option("--target", type=float, help="Stop at a train value this good."),
        click.option("--usd", type=float, help="Money to spend on model calls, in USD."),
        click.option("--tokens", type=int, help="Tokens to spend on model calls."),
        click.option("--cpu-seconds", type=float, help="CPU time of candidates to spend on train workloads."),
        click.option("--seconds", type=float, help="Time to spend searching."),
        click.option("--evals", type=int, help="Candidates to try, seeds included."),
    ):
        command = option(command)
    return command


def checked_workers(workers: int | None) -> int:
    """See :func:`adrs.api.checks.checked_workers`."""
    return checks.checked_workers(workers, "--workers")


def flag(name: str) -> str:
    """How the command line spells an option of :func:`adrs.evolve`."""
    return f"--{name.replace('_', '-')}"


def store_to_read(store: Path | None) -> Path:
    """The journal's path.

    Raises:
        StoreError: There is no such file.
    """
    path = DEFAULT_STORE if store is None else store
    if not path.exists():
        raise StoreError(
            f"there is no journal at {path}; start a run with `adrs run`, or name another with --store"
        )
    return path


def file_to_write(path: Path) -> Path:
    """``path``, if a file can be written there.

    Raises:
        UsageError: It cannot.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; give the name of a file")
    if not path.parent.is_dir():
        raise UsageError(f"cannot write {path}: folder {path.parent} does not exist; make it first")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"cannot write {path}: permission denied; give another place")
    return path
