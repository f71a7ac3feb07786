"""Runs beside the candidate: asks it for its design, and hands it on.

No task comes here: a workload's inputs are a name that says nothing, and are emptied before the program is
loaded. Tasks, their tests and the simulation's luck are the judge's, in its own process.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry


def run(load: Callable[[], ModuleType], inputs: dict[str, Any]) -> dict[str, Any]:
    """What the program's ``design()`` returns.

    Raises:
        InvalidAnswer: There is no such function, or it returns no dict.
    """
    inputs.clear()
    answer = entry(load(), "design")()
    if type(answer) is not dict:
        raise InvalidAnswer(f"design() returns a dict, not {type(answer).__name__}")
    return answer
