"""Options of who writes programs, and what they are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from adrs.core.errors import DataError, UsageError

if TYPE_CHECKING:
    from adrs.models.spec import ModelSpec
    from adrs.run.config import Writing

F = TypeVar("F", bound=Callable[..., Any])

INBOX, MCP, COMMAND = "inbox:", "mcp:", "agent-cli:"
"""Prefixes of proposers that are a folder, the folder behind `adrs mcp`, or a program."""
INBOXES = (INBOX, MCP)
WITH_MODELS = ("llm", "agent")
"""Proposers of which there is one for each model."""
MODELS_FILE = Path("models.toml")
IN_FLIGHT = 4
"""Proposals in flight where those who write are slow."""

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
        "--context-tokens", type=int, default=24_000, show_default=True, help="Most tokens of a prompt."
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


def writing(
    *,
    models: tuple[str, ...],
    models_file: Path | None,
    detail: str,
    hints: str,
    hint: tuple[str, ...],
    knowledge: Path | None,
    context_tokens: int,
    distil: int | None,
    agent_usd: float | None,
    agent_tokens: int | None,
    inbox_port: int | None,
    record: bool,
) -> Writing:
    """The options as configuration.

    Raises:
        UsageError: A number makes no sense, or a model's name says nothing.
        DataError: The models' file or the folder of notes is missing or malformed.
    """
    from adrs.run.config import Writing

    for name, value in (("--context-tokens", context_tokens), ("--distil", distil)):
        if value is not None and value < 1:
            raise UsageError(f"{name} {value} makes no sense; give a number above 0")
    if knowledge is not None and not knowledge.is_dir():
        raise DataError(f"{knowledge} is not a folder; give the folder that holds the notes")
    specs = _specs(models, models_file)
    return Writing(
        models=tuple(_plain(spec) for spec in specs),
        detail=detail,
        hints="specific" if hint else hints,
        hint=hint,
        knowledge=None if knowledge is None else str(knowledge.resolve()),
        context_tokens=context_tokens,
        distil=distil,
        agent_usd=agent_usd,
        agent_tokens=agent_tokens,
        inbox_port=inbox_port,
        record=record,
    )


def writing_with(models: tuple[str, ...], models_file: Path | None) -> Writing:
    """The configuration with these models, all else as it is without any choice.

    Raises:
        UsageError: A model's name says nothing.
        DataError: The models' file is missing or malformed.
    """
    from adrs.run.config import Writing

    return Writing(models=tuple(_plain(spec) for spec in _specs(models, models_file)))


def _specs(names: tuple[str, ...], file: Path | None) -> list[ModelSpec]:
    from adrs.models.spec import parse_spec, read_specs

    if not names:
        return []
    if file is None and MODELS_FILE.exists():
        file = MODELS_FILE
    described = {} if file is None else read_specs(file)
    return [described[name] if name in described else parse_spec(name) for name in dict.fromkeys(names)]


def _plain(spec: ModelSpec) -> dict[str, Any]:
    from adrs.models.spec_json import spec_to_json

    return spec_to_json(spec)


def default_proposers(models: tuple[str, ...]) -> tuple[str, ...]:
    """Who writes when nobody is named: with models they do, and constants are left to the optimiser."""
    return ("llm", "tuner") if models else ("genetic", "tuner")


def is_slow(proposer: str) -> bool:
    """Whether waiting for this proposer takes longer than evaluating what it writes."""
    return proposer not in ("genetic", "tuner")


def checked_proposing(proposing: int | None, proposers: tuple[str, ...]) -> int:
    """Proposals in flight.

    Raises:
        UsageError: Not a number from 1 to 256.
    """
    if proposing is None:
        return IN_FLIGHT if any(is_slow(name) for name in proposers) else 1
    if not 1 <= proposing <= 256:
        raise UsageError(f"--proposing {proposing} makes no sense; give a number from 1 to 256")
    return proposing
