"""Runs beside the candidate: hands it the windows so far and turns what it returns into integer arrays.

Windows to come are not in this process. Cases are independent series, so what a program remembers from one
call does not help with the next; what it may use of the past is handed to it.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.errors import InvalidAnswer
from adrs.core.harness import entry

ENTRY = "rebalance_experts"
PARTS = ("phy2log", "log2phy", "logcnt")
PRELOAD = ("torch",) if importlib.util.find_spec("torch") else ()
"""Imported once, before candidates are forked, so that its import is nobody's CPU time."""

Array = np.ndarray[Any, np.dtype[Any]]


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> list[dict[str, Array]]:
    """For each case ``phy2log``, ``log2phy`` and ``logcnt``.

    Raises:
        InvalidAnswer: There is no entry, or it returned something else than three integer arrays.
    """
    module = load()
    rebalance = entry(module, ENTRY)
    with_history = _takes_history(rebalance)
    wrap = sys.modules["torch"].from_numpy if _speaks_torch(module) else _as_is
    answer = []
    for number, case in enumerate(inputs["cases"]):
        windows = case["windows"].astype(np.int64)
        older = {"history": wrap(windows[:-1].copy())} if with_history else {}
        result = rebalance(
            wrap(windows[-1].copy()),
            case["num_replicas"],
            case["num_groups"],
            case["num_nodes"],
            case["num_gpus"],
            **older,
        )
        answer.append(_plain(result, f"case {number}"))
    return answer


def _as_is(array: Array) -> Array:
    return array


def _takes_history(rebalance: Callable[..., Any]) -> bool:
    try:
        return "history" in inspect.signature(rebalance).parameters
    except (TypeError, ValueError):
        return False


def _speaks_torch(module: ModuleType) -> bool:
    """Whether a program has imported torch or something of it: published programs expect tensors then."""
    if "torch" not in sys.modules:
        return False
    return any(
        value is sys.modules["torch"] or str(getattr(value, "__module__", "")).partition(".")[0] == "torch"
        for value in vars(module).values()
    )


def _plain(result: Any, where: str) -> dict[str, Array]:
    if type(result) not in (tuple, list) or len(result) != len(PARTS):
        kind = f"{type(result).__name__} of {len(result)}" if isinstance(result, tuple | list) else _a(result)
        raise InvalidAnswer(f"{where}: {ENTRY} must return ({', '.join(PARTS)}), not a {kind}")
    arrays = [_integers(value, f"{where}: {name}") for name, value in zip(PARTS, result, strict=True)]
    phy2log, log2phy, logcnt = arrays
    return {"phy2log": phy2log, "log2phy": _trimmed(log2phy), "logcnt": logcnt}


def _integers(value: Any, where: str) -> Array:
    for step in ("detach", "cpu", "numpy"):  # a tensor, without asking for torch
        if not isinstance(value, np.ndarray) and hasattr(value, step):
            value = getattr(value, step)()
    try:
        array = np.array(value)
    except (ValueError, TypeError, RuntimeError) as error:
        raise InvalidAnswer(f"{where} is no array: {error}") from None
    if array.dtype.kind not in "iu":
        raise InvalidAnswer(f"{where} must hold integers, not {array.dtype}")
    small = array.size and array.min() >= -(2**31) and array.max() < 2**31
    return array.astype(np.int32 if small else np.int64)


def _trimmed(log2phy: Array) -> Array:
    """Without columns at the end that hold nothing: programs may leave as much room as they like."""
    if log2phy.ndim != 3:
        return log2phy
    used = np.nonzero((log2phy != -1).any(axis=(0, 1)))[0]
    return log2phy[:, :, : used[-1] + 1 if len(used) else 1]


def _a(value: Any) -> str:
    return type(value).__name__[:60]
