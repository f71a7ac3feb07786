"""A harness that calls ``solve(inputs)`` and returns what it returns: for tests of sandboxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.harness import entry


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> Any:
    """Whatever the candidate's ``solve`` returns for the inputs."""
    return entry(load(), "solve")(inputs)
