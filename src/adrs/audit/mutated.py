"""Real answers, damaged in every way that plain data can be, seeded."""

from __future__ import annotations

import copy
import math
from random import Random
from typing import Any

import numpy as np

_ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 2**31, 2**62, -(2**63), 0.0, -0.0, 1e308, -1e308, math.nan, math.inf, -math.inf,
    "", "x", "0", [], {}, [[]], [None], {"x": 1}, "\ud800", "\x00", np.zeros(3), np.array([np.nan]),
    np.zeros((2, 0)), np.array(True),
)  # fmt: skip


def mutated(answer: Any, rng: Random) -> Any:
    """A damaged copy of ``answer``: one to three places dropped, repeated, swapped, scaled or replaced."""
    damaged = copy.deepcopy(answer)
    for _ in range(rng.randint(1, 3)):
        damaged = _damage(damaged, rng)
    return damaged


def _damage(value: Any, rng: Random) -> Any:
    if rng.random() < 0.04:
        return rng.choice(_ODD)
    if isinstance(value, list) and value:
        return _list(value, rng)
    if isinstance(value, dict) and value:
        return _dict(value, rng)
    if isinstance(value, np.ndarray) and value.ndim and value.size:
        return _array(value, rng)
    return _leaf(value, rng)


def _list(value: list[Any], rng: Random) -> list[Any]:
    i, j = rng.randrange(len(value)), rng.randrange(len(value))
    kind = rng.choice(("inside", "inside", "inside", "drop", "repeat", "swap", "reverse", "copy"))
    if kind == "inside":
        value[i] = _damage(value[i], rng)
    elif kind == "drop":
        del value[i]
    elif kind == "repeat":
        value.insert(j, copy.deepcopy(value[i]))
    elif kind == "swap":
        value[i], value[j] = value[j], value[i]
    elif kind == "reverse":
        value.reverse()
    else:
        value[i] = copy.deepcopy(value[j])
    return value


def _dict(value: dict[str, Any], rng: Random) -> dict[str, Any]:
    key, other = rng.choice(sorted(value)), rng.choice(sorted(value))
    kind = rng.choice(("inside", "inside", "inside", "drop", "rename", "swap"))
    if kind == "inside":
        value[key] = _damage(value[key], rng)
    elif kind == "drop":
        del value[key]
    elif kind == "rename":
        value[f"{key}x"] = value.pop(key)
    else:
        value[key], value[other] = value[other], value[key]
    return value


def _array(value: np.ndarray[Any, Any], rng: Random) -> Any:
    kind = rng.choice(("scale", "drop", "type", "shape", "one", "swap"))
    if kind == "scale":
        with np.errstate(all="ignore"):
            return (value.astype(float) * rng.choice((0.0, 0.5, 2.0, -1.0, 1e9, 1e-9))).astype(value.dtype)
    if kind == "drop":
        return value[:-1].copy()
    if kind == "type":
        with np.errstate(all="ignore"):
            return value.astype(rng.choice((np.float32, np.int8, np.bool_, np.uint64)))
    if kind == "shape":
        return value.reshape((*value.shape, 1))
    if kind == "swap":
        return value[::-1].copy()
    changed = value.copy()
    odd = (0, 1, -1, math.nan, math.inf, 1e300) if changed.dtype.kind == "f" else (0, 1)
    changed.flat[rng.randrange(changed.size)] = rng.choice(odd)
    return changed


def _leaf(value: Any, rng: Random) -> Any:
    if isinstance(value, bool) or value is None or rng.random() < 0.2:
        return rng.choice(_ODD)
    if isinstance(value, int):
        return max(-(2**63), min(2**63 - 1, rng.choice((value + 1, value - 1, -value, value * 1000, 0))))
    if isinstance(value, float):
        whole = float(round(value)) if math.isfinite(value) else 0.0
        return rng.choice((value * 1.000001, value * 2, value / 2, -value, 0.0, value + 1, whole))
    if isinstance(value, str):
        return _text(value, rng)
    return rng.choice(_ODD)


def _text(value: str, rng: Random) -> str:
    i, j = rng.randint(0, len(value)), rng.randint(0, len(value))
    return rng.choice((value[:i] + value[i + 1 :], value[:i] + value[j:], value + value[:i], value[::-1]))
