"""Who writes programs, and what they are told: options to configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adrs.core.errors import DataError, UsageError

if TYPE_CHECKING:
    from adrs.models.spec import ModelSpec
    from adrs.run.config import Writing

Spelling = Callable[[str], str]
"""How options are spelt in messages: ``context_tokens`` or ``--context-tokens``."""

INBOX, MCP, COMMAND = "inbox:", "mcp:", "agent-cli:"
"""Prefixes of proposers that are a folder, the folder behind `adrs mcp`, or a program."""
INBOXES = (INBOX, MCP)
WITH_MODELS = ("llm", "agent")
"""Proposers of which there is one for each model."""
MODELS_FILE = Path("models.toml")
IN_FLIGHT = 4
"""Proposals in flight where those who write are slow."""
CONTEXT_TOKENS = 24_000


def writing(
    *,
    models: tuple[str, ...] = (),
    models_file: Path | None = None,
    detail: str = "full",
    hints: str = "general",
    hint: tuple[str, ...] = (),
    knowledge: Path | None = None,
    context_tokens: int = CONTEXT_TOKENS,
    distil: int | None = None,
    agent_usd: float | None = None,
    agent_tokens: int | None = None,
    inbox_port: int | None = None,
    record: bool = False,
    spelt: Spelling = str,
) -> Writing:
    """The options as configuration.

    Raises:
        UsageError: A number makes no sense, or a model's name says nothing.
        DataError: The models' file or the folder of notes is missing or malformed.
    """
    from adrs.run.config import Writing

    for name, value in (("context_tokens", context_tokens), ("distil", distil)):
        if value is not None and value < 1:
            raise UsageError(f"{spelt(name)} {value} makes no sense; give a number above 0")
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


def checked_proposing(proposing: int | None, proposers: tuple[str, ...], name: str = "proposing") -> int:
    """Proposals in flight.

    Raises:
        UsageError: Not a number from 1 to 256.
    """
    if proposing is None:
        return IN_FLIGHT if any(is_slow(name) for name in proposers) else 1
    if not 1 <= proposing <= 256:
        raise UsageError(f"{name} {proposing} makes no sense; give a number from 1 to 256")
    return proposing
