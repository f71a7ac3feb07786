"""Runs beside the candidate: calls the entry and keeps the option chosen for every layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[list[Any]]:
    """The candidate's allocation as ``[[bits, [layers]], ...]``.

    Raises:
        InvalidAnswer: It is not a dict from bits to lists of layers.
    """
    sizes, losses = (
        list(inputs["sizes"]),
        [dict(zip(inputs["bits"], row, strict=True)) for row in inputs["losses"]],
    )
    result = entry(load(), "allocate")(sizes, losses, inputs["budget"])
    if type(result) is not dict:
        raise InvalidAnswer(f"allocate must return a dict from bits to layers, not a {type(result).__name__}")
    if not all(type(layers) is list for layers in result.values()):
        raise InvalidAnswer("the layers of every number of bits must be a list")
    return [[bits, layers] for bits, layers in result.items()]
