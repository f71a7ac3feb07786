"""What a coding-agent program says it has used, read from its standard output. Untrusted text.

``None`` stands for unknown, which is never taken for nothing: a cost of exactly zero counts as unknown too,
since some tools print it for models whose price they do not know.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MOST = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Tokens, input and output together, and USD; ``None`` where the tool does not say."""

    tokens: int | None = None
    cost_usd: float | None = None


ReadUsage = Callable[[str], Said]
"""Reads a tool's standard output."""


def silent(stdout: str) -> Said:
    """Of a tool that prints nothing to count with."""
    return Said()


def claude(stdout: str) -> Said:
    """``claude --output-format json``: one object with ``total_cost_usd`` and ``usage``."""
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
    for found in _objects(stdout):
        if found.get("type") == "result":
            usage = _mapping(found.get("usage"))
            return Said(tokens=_total(usage, names), cost_usd=_cost(found.get("total_cost_usd")))
    return Said()


def codex(stdout: str) -> Said:
    """``codex exec --json``: a line for each event; ``turn.completed`` has the turn's ``usage``."""
    turns = [_mapping(e.get("usage")) for e in _objects(stdout) if e.get("type") == "turn.completed"]
    return Said(tokens=_sum(_total(usage, ("input_tokens", "output_tokens")) for usage in turns))


def gemini(stdout: str) -> Said:
    """``gemini --output-format json``: one object with ``stats.models.NAME.tokens.total``."""
    for found in _objects(stdout):
        models = _mapping(_mapping(found.get("stats")).get("models"))
        if models:
            totals = [_mapping(_mapping(model).get("tokens")).get("total") for model in models.values()]
            return Said(tokens=_sum(_number(total) for total in totals))
    return Said()


def opencode(stdout: str) -> Said:
    """``opencode run --format json``: a line for each event; ``step_finish`` has ``cost`` and ``tokens``."""
    parts = [_mapping(e.get("part")) for e in _objects(stdout) if e.get("type") == "step_finish"]
    tokens = _sum(_opencode_tokens(_mapping(part.get("tokens"))) for part in parts)
    costs = [_number(part.get("cost")) for part in parts]
    known = [cost for cost in costs if cost is not None]
    return Said(tokens=tokens, cost_usd=_cost(math.fsum(known)) if len(known) == len(costs) else None)


def _opencode_tokens(tokens: Mapping[str, Any]) -> int | None:
    cache = _mapping(tokens.get("cache"))
    spoken = _total(tokens, ("input", "output", "reasoning"))
    cached = _total(cache, ("read", "write"))
    return None if spoken is None else spoken + (cached or 0)


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """JSON objects of a text that is one, or has one on each line; other lines are passed over."""
    whole = _parsed(text)
    found = [whole] if whole is not None else map(_parsed, text.splitlines())
    yield from (each for each in found if each is not None)


def _parsed(text: str) -> Mapping[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _MOST else None  # false for NaN


def _cost(value: Any) -> float | None:
    return _number(value) or None


def _total(values: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    return _sum(_number(values[name]) for name in names if name in values)


def _sum(numbers: Iterator[float | int | None]) -> int | None:
    """The sum; ``None`` if there is nothing to add or anything is unknown."""
    found = list(numbers)
    known = [number for number in found if number is not None]
    return int(sum(known)) if known and len(known) == len(found) else None
