"""Options of who writes programs, and what they are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from adrs.api.writing import CONTEXT_TOKENS, IN_FLIGHT, MODELS_FILE

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--model",
        "models",
        multiple=True,
        help="A model, PROVIDER:MODEL[@BASE_URL] or a name from --models; may be given repeatedly.",
    ),
    click.option(
        "--models",
        "models_file",
        type=click.Path(path_type=Path),
        envvar="ADRS_MODELS",
        help=f"TOML file that describes models (or $ADRS_MODELS; else {MODELS_FILE}, if it is there).",
    ),
    click.option("--proposing", type=int, help=f"Proposals in flight (default: {IN_FLIGHT}; 1 without any)."),
    click.option(
        "--detail",
        type=click.Choice(["none", "score", "per_workload", "full"]),
        default="full",
        show_default=True,
        help="How much of results is told.",
    ),
    click.option(
        "--hints",
        type=click.Choice(["none", "general", "specific"]),
        default="general",
        show_default=True,
        help="Which hints are given.",
    ),
    click.option("--hint", multiple=True, help="A hint of yours; implies --hints specific."),
    click.option("--knowledge", type=click.Path(path_type=Path), help="Folder of Markdown notes to draw on."),
    click.option(
        "--context-tokens",
        type=int,
        default=CONTEXT_TOKENS,
        show_default=True,
        help="Most tokens of a prompt.",
    ),
    click.option("--distil", type=int, help="Have a model distil lessons after every N candidates."),
    click.option("--agent-usd", type=float, help="What one run of a coding-agent program may cost at most."),
    click.option("--agent-tokens", type=int, help="Tokens that one such run may take at most."),
    click.option("--inbox-port", type=int, help="Serve the inbox over HTTP on this port of the loopback."),
    click.option("--record", is_flag=True, help="Keep requests and replies whole, so that --replay works."),
)


def options(command: F) -> F:
    """All of them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
