"""The part of a problem that runs beside the candidate, inside the sandbox.

A harness is a module with one function, ``run(load, inputs)``. ``load()`` executes the candidate's program
and returns its module; ``inputs`` is the decoded workload. It calls the entry, turns what comes back into
plain data, and returns that as the answer. It may raise :class:`adrs.core.errors.InvalidAnswer` with a
helpful reason, but nothing is trusted for it: the judge, in another process, checks everything again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Protocol

from adrs.core.errors import InvalidAnswer


class Harness(Protocol):
    """The shape of a harness module."""

    def run(self, load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> Any:
        """The candidate's answer as plain data."""
        ...


def entry(module: ModuleType, name: str) -> Callable[..., Any]:
    """The entry function of a loaded program.

    Raises:
        InvalidAnswer: The program does not define it.
    """
    function = getattr(module, name, None)
    if not callable(function):
        raise InvalidAnswer(f"the program does not define the function {name}")
    return function  # type: ignore[no-any-return]
