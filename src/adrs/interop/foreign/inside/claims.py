"""What an evaluator returned, as the plain data that a claim is: numbers by name, and texts by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from numbers import Real
from typing import Any

MOST_CHARS = 4000
_MOST_TEXTS = 24


def claim(metrics: Mapping[Any, Any], texts: Mapping[Any, Any] = {}) -> dict[str, Any]:
    """An evaluator's words; what of the metrics is no number is a text.

    Returns:
        ``metrics``, finite or not, and ``texts``, cut to :data:`MOST_CHARS` each.
    """
    numbers: dict[str, float] = {}
    words: dict[str, str] = {}
    for name, value in metrics.items():
        if is_number(value):
            numbers[str(name)] = as_float(value)
        else:
            words[str(name)] = _text(value)
    words.update({str(name): _text(value) for name, value in texts.items()})
    return {"metrics": numbers, "texts": dict(list(words.items())[:_MOST_TEXTS])}


def is_number(value: Any) -> bool:
    """Whether an evaluator means a number by it; ``True`` and ``False`` are 1 and 0, as in arithmetic."""
    return isinstance(value, Real) or (hasattr(value, "item") and getattr(value, "ndim", None) == 0)


def as_float(value: Any) -> float:
    """A number of any kind; one too large for a float is infinite."""
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        try:
            value = json.dumps(value, default=str)
        except (TypeError, ValueError, RecursionError):
            value = repr(value)
    clean = value.encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= MOST_CHARS else f"{clean[:MOST_CHARS]}… ({len(clean)} characters)"
