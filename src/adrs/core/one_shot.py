"""The harness of problems that are defined in one piece: call a function once, with the workload's inputs.

It runs beside the candidate and knows nothing of the problem but what crosses: the name of the function and
its arguments, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.harness import entry


def inputs_for(function: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What crosses to the sandbox for a call of ``function``."""
    return {"function": function, "arguments": list(arguments.values())}


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> Any:
    """Whatever the program's function returns.

    Arguments are passed by position, so that a program may call its parameters as it likes.

    Raises:
        InvalidAnswer: The program does not define it.
    """
    return entry(load(), inputs["function"])(*inputs["arguments"])
