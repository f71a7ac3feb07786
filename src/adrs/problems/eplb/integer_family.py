"""Loads made of integers alone, the same to the last token on every machine and in every language.

Popularity is the cube of a uniform hash, a window's noise is shared with the next window's, one expert in 97
is never used, and one (expert, window) in 64 has three times the load. This is the family that reference
figures were computed on; it is synthetic.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adrs.problems.eplb.rules import Ints

LAYERS, EXPERTS, WINDOWS = 58, 256, 12

_U64 = np.ndarray[Any, np.dtype[np.uint64]]
_GOLDEN, _FIRST, _SECOND = (
    np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


def windows(seed: int, count: int = WINDOWS, *, layers: int = LAYERS, experts: int = EXPERTS) -> list[Ints]:
    """The first ``count`` windows ``(L, E)`` of a seed."""
    layer, expert = np.arange(layers)[:, None], np.arange(experts)[None, :]
    unused = _below(97, seed, 4, layer, expert) == 0
    base = 64 + (_below(1024, seed, 1, layer, expert) ** 3 >> 20)
    noise = [_below(1024, seed, 2, layer, expert, t) for t in range(count + 1)]
    made = []
    for t in range(count):
        load = base * (512 + (noise[t] + noise[t + 1]) // 2) // 64
        load = np.where(_below(64, seed, 3, layer, expert, t) == 0, 3 * load, load)
        made.append(np.where(unused, 0, load))
    return made


def _below(limit: int, *values: int | Ints) -> Ints:
    """Hash modulo ``limit`` of every tuple of values that broadcasting makes."""
    state: _U64 = np.zeros((1, 1), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for value in values:
            state = _mix(state + np.asarray(value, dtype=np.uint64))
    return (state % np.uint64(limit)).astype(np.int64)


def _mix(x: _U64) -> _U64:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    x = x + _GOLDEN
    x = (x ^ (x >> np.uint64(30))) * _FIRST
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    return np.asarray(x ^ (x >> np.uint64(31)))
