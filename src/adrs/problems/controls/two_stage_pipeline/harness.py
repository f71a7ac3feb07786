"""Runs beside the candidate: calls the entry and keeps the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[int]:
    """The candidate's order of jobs.

    Raises:
        InvalidAnswer: It is not a list.
    """
    order = entry(load(), "sequence")(list(inputs["load_ms"]), list(inputs["compute_ms"]))
    if type(order) is not list:
        raise InvalidAnswer(f"sequence must return a list of jobs, not a {type(order).__name__[:60]}")
    return order
