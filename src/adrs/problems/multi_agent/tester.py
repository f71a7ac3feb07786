"""Runs what real models wrote, in the sandbox: calls each function on each input, and returns what came back.

It knows no expected results; :mod:`.live` compares, in another process. So a deliverable that looks for its
tests, or patches them, finds nothing to patch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[list[list[int] | str]]:
    """For each name in ``inputs["names"]`` and each list in ``inputs["lists"]`` its result, or a failure."""
    names, lists = list(inputs["names"]), [list(xs) for xs in inputs["lists"]]
    module = load()
    return [[_called(module, name, list(xs)) for xs in lists] for name in names]


def _called(module: ModuleType, name: str, xs: list[int]) -> list[int] | str:
    try:
        found = getattr(module, name)(xs)
    except Exception as error:  # what the deliverable does is its own affair
        return type(error).__name__[:60]
    if type(found) not in (list, tuple) or not all(type(x) is int and abs(x) < 2**62 for x in found):
        return "not a list of whole numbers"
    return list(found)
