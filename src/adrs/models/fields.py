"""Checked values out of a parsed TOML file, each complaint naming the key."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from adrs.core.errors import UsageError
from adrs.models.price import Price

_PRICES = ("input_usd", "cached_input_usd", "cache_write_usd", "output_usd")


def check_keys(where: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    """Refuse a key that is not known.

    Raises:
        UsageError: Names the key, and the known one nearest to it.
    """
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
            if "key" in key or "secret" in key or key == "token":
                hint = "keys stay out of files: name an environment variable with key_env"
            raise UsageError(f"{where} has an unknown key {key!r}; {hint}")


def read_value(where: str, value: Any, kind: str) -> Any:
    """``value``, if it is of the annotated ``kind`` (``"int"``, ``"float | None"``, ``"tuple[str, ...]"``…).

    Raises:
        UsageError: It is of another.
    """
    wanted = kind.removesuffix(" | None")
    if wanted == "tuple[str, ...]":
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise UsageError(f"{where} is not a list of words")
    if wanted == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    types = {"str": str, "int": int, "float": float, "bool": bool}
    if not isinstance(value, types[wanted]) or (wanted == "int" and isinstance(value, bool)):
        names = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false"}
        raise UsageError(f"{where} = {value!r} is not {names[wanted]}")
    return value


def read_price(where: str, table: Any) -> Price:
    """A price as the user states it, in USD per million tokens; input and output are needed.

    Raises:
        UsageError: It is not a table of such numbers.
    """
    if not isinstance(table, dict):
        raise UsageError(f"{where} is not a table like {{ input_usd = 0.25, output_usd = 2.0 }}")
    check_keys(where, table, [*_PRICES, "date"])
    for key in ("input_usd", "output_usd"):
        if key not in table:
            raise UsageError(f"{where} has no {key}")
    date = table.get("date", "")
    if isinstance(date, datetime.date):
        date = date.isoformat()
    numbers = {key: read_value(f"{where}.{key}", table[key], "float") for key in _PRICES if key in table}
    return Price(**numbers, date=read_value(f"{where}.date", date, "str"), source="your configuration")
