"""Runs beside the candidate: calls the entry and keeps the cuts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[int]:
    """Where the candidate cuts the chain.

    Raises:
        InvalidAnswer: It is not a list.
    """
    cuts = entry(load(), "partition")(list(inputs["work_ms"]), inputs["stages"])
    if type(cuts) is not list:
        raise InvalidAnswer(f"partition must return a list of cuts, not a {type(cuts).__name__[:60]}")
    return cuts
