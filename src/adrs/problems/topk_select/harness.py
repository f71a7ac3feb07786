"""Runs beside the candidate: makes each row, hands it out for counted reads, and takes the indices.

A workload's rows are made one after the other from their seeds, before the call and in this process; an idle
program has the same done, so it counts for nobody. Each call is about another row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry
from adrs.problems.topk_select.reader import Row
from adrs.problems.topk_select.rows import LARGEST, make

ENTRY = "truncate"
Array = np.ndarray[Any, np.dtype[Any]]


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each row its ``indices`` (``None`` where the program declines) and the ``reads`` it made.

    Raises:
        InvalidAnswer: There is no entry, or it returned something else than a list of integers.
    """
    truncate = entry(load(), ENTRY)
    memory = np.zeros(LARGEST, dtype=np.float32)
    answer = []
    for number, recipe in enumerate(inputs["rows"]):
        row = Row(make(recipe, memory))
        kept = truncate(row, recipe["k"], recipe["p"])
        answer.append({"indices": _plain(kept, f"row {number}"), "reads": row.reads})
    return answer


def _plain(kept: Any, where: str) -> Array | None:
    if kept is None:
        return None
    try:
        array = np.array(kept)
    except (ValueError, TypeError, RuntimeError) as error:
        raise InvalidAnswer(f"{where}: what {ENTRY} returned is no array: {error}") from None
    if array.size == 0:
        return np.empty(0, dtype=np.int32)
    if array.dtype.kind not in "iu" or array.ndim != 1:
        raise InvalidAnswer(
            f"{where}: {ENTRY} must return indices, a one-dimensional array of integers, not"
            f" {array.ndim}-dimensional {array.dtype}"
        )
    small = array.min() >= -(2**31) and array.max() < 2**31
    return array.astype(np.int32 if small else array.dtype)
