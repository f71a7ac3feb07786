"""Runs beside the candidate: hands it one layer's queries, keys and values after the other.

Every array is a fresh copy and the generator is new for every call, so nothing that a program changes reaches
the next call or the judge. Which keys are really read is drawn by the judge, from the probabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry

ENTRY = "select"
ARRAYS = ("queries", "keys", "values", "visible")

Array = np.ndarray[Any, np.dtype[Any]]


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[Array]:
    """For each call the inclusion probabilities ``(H, Nq, Nk)``.

    Raises:
        InvalidAnswer: There is no entry, or it returned something else than an array of probabilities.
    """
    select = entry(load(), ENTRY)
    answer = []
    for number, call in enumerate(inputs["calls"]):
        arrays = [call[name].copy() for name in ARRAYS]
        rng = np.random.default_rng([inputs["seed"], number])
        pi = select(*arrays, call["scale"], call["fixed"].copy(), rng)
        answer.append(_plain(pi, call["fixed"].shape, f"call {number}"))
    return answer


def _plain(pi: Any, shape: tuple[int, ...], where: str) -> Array:
    try:
        array = np.asarray(pi)
    except (ValueError, TypeError, RuntimeError) as error:
        raise InvalidAnswer(f"{where}: {ENTRY} must return an array: {error}") from None
    if array.dtype.kind != "f" or array.shape != shape:
        raise InvalidAnswer(
            f"{where}: {ENTRY} must return floats of shape {shape}, not {array.dtype} of {array.shape}"
        )
    return np.ascontiguousarray(array, np.float32)
