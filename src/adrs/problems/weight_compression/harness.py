"""Runs beside the candidate: asks for the bits of one matrix after the other.

Arrays are fresh copies, so that nothing a program scales or changes reaches the quantiser, which works
elsewhere on weights of its own. Perplexity and bitrate are computed there, too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry

ENTRY = "adaptive_bitrate_model"
HIGH, LOW = 4, 2

Array = np.ndarray[Any, np.dtype[Any]]


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[dict[str, Array]]:
    """For each matrix the bits of its columns and their order.

    Raises:
        InvalidAnswer: There is no entry, or it returned neither ``(ratio, rank)`` nor an array of bits.
    """
    decide = entry(load(), ENTRY)
    told = "info" in inspect.signature(decide).parameters
    total = sum(matrix["weights"].size for matrix in inputs["matrices"])
    spent, answer = 0, []
    for matrix in inputs["matrices"]:
        weights = _floats(matrix["weights"])
        info = {
            "name": matrix["name"],
            "weights": weights.size,
            "all_weights": total,
            "spent_bits": spent,
            "cap": inputs["cap"],
        }
        energy, size = _floats(matrix["energy"]), np.linalg.norm(weights, axis=0)
        scores = (energy / max(float(energy.max()), 1e-12), size / max(float(size.max()), 1e-12))
        more = {"info": info} if told else {}
        result = decide(_floats(matrix["inputs"]), weights, *scores, matrix["layer"], **more)
        part = _plain(result, matrix["weights"].shape[1], matrix["name"])
        spent += int(part["bits"].sum()) * matrix["weights"].shape[0]
        answer.append(part)
    return answer


def _floats(halves: Array) -> Array:
    return halves.view(np.float16).astype(np.float32)


def _plain(result: Any, columns: int, where: str) -> dict[str, Array]:
    if type(result) is not tuple:
        bits = _integers(result, columns, f"{where}: bits")
        return {"bits": bits, "order": np.arange(columns)}
    if len(result) != 2:
        raise InvalidAnswer(f"{where}: return (ratio, rank) or an array of bits, not {len(result)} values")
    ratio, rank = result
    try:
        share = float(ratio)
    except (TypeError, ValueError):
        raise InvalidAnswer(f"{where}: the ratio must be a number, not {type(ratio).__name__}") from None
    if not 0.0 <= share <= 1.0:
        raise InvalidAnswer(f"{where}: the ratio is {share}; 0 to 1 is allowed")
    order = _integers(rank, columns, f"{where}: rank")
    if not np.array_equal(np.sort(order), np.arange(columns)):
        raise InvalidAnswer(f"{where}: the rank is no permutation of the {columns} columns")
    bits = np.full(columns, LOW)
    bits[order[: int(share * columns)]] = HIGH
    return {"bits": bits, "order": order}


def _integers(value: Any, columns: int, where: str) -> Array:
    for step in ("detach", "cpu", "numpy"):  # a tensor, without asking for torch
        if not isinstance(value, np.ndarray) and hasattr(value, step):
            value = getattr(value, step)()
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:
        raise InvalidAnswer(f"{where} is no array: {error}") from None
    if array.dtype.kind not in "iu" or array.shape != (columns,):
        raise InvalidAnswer(f"{where} must be {columns} integers, not {array.dtype} of shape {array.shape}")
    return array.astype(np.int64)
