"""Rows of logits from their recipes: the same bits beside the candidate and in the judge.

A row is made from its seed on either side of the trust boundary, so that a workload crosses in a few
kilobytes. Making it has to be cheap, for it is done beside the program that is timed: a pool of random bits
is made once (SFC64, whose stream numpy promises to keep), and a row's bits are two stretches of it, taken
exclusive-or. Which of them end up high says nothing about either stretch, so knowing the pool, or earlier
rows, helps nobody. Two 16-bit numbers an element index tables of Box and Muller's transform (Annals of
Mathematical Statistics 29, 1958): Gaussian values up to 4.85 deviations, some four billion different ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float32]]
Words = np.ndarray[Any, np.dtype[np.uint16]]

LEVELS = 1 << 16
SEED = 20260202
POOL_SIZE = 1 << 20
LARGEST = 1 << 19
BLOCK = 128
"""Elements in a block of ``block_sorted``; divides the size of every row."""
HIGH_HALF = np.uint32(0xFFFF0000)
FAMILIES = (
    "gaussian",
    "heavy",
    "duplicates",
    "masked",
    "block_sorted",
    "two_humps",
    "levels",
    "ascending",
)


def make(recipe: Mapping[str, Any]) -> Floats:
    """The row of a recipe.

    Args:
        recipe: ``family`` (one of :data:`FAMILIES`), ``size`` (a multiple of :data:`BLOCK`, at most
            :data:`LARGEST`), ``starts`` (six places in the pool, two for each number of an element), ``scale`` (deviation, or the exponent of ``heavy``), ``share`` (of elements
            that are masked, or not on the upper hump).

    Returns:
        ``(size,)`` float32 logits, never NaN or +inf, at least one of them finite.
    """
    family, size, scale = recipe["family"], recipe["size"], np.float32(recipe["scale"])
    starts = recipe["starts"]
    if family == "heavy":
        # The exponential's quantile: after softmax, Zipf's law with this exponent.
        row = EXPONENTIAL.take(_words(starts[0:2], size))
        row *= scale
        row += UNIT.take(_words(starts[2:4], size))
        return row
    row = RADIUS.take(_words(starts[0:2], size))
    row *= COSINE.take(_words(starts[2:4], size))
    row *= scale
    _shaped(row, family, recipe["share"], starts[4:6])
    return row


def _shaped(row: Floats, family: str, share: float, starts: Sequence[int]) -> None:
    """Turns a Gaussian row into one of another family, in place."""
    if family == "duplicates":
        row.view(np.uint32)[:] &= HIGH_HALF  # bfloat16: many ties
    elif family == "levels":
        np.rint(row, out=row)
    elif family == "masked":
        row[_drawn(starts, len(row), share)] = -np.inf
    elif family == "two_humps":
        row += np.float32(12.0) * ~_drawn(starts, len(row), share)
    elif family == "block_sorted":
        # Frequent tokens have low ids: the level falls along the row, and blocks are in order.
        row.reshape(-1, BLOCK).sort(axis=1)
        row += np.linspace(2.0, -2.0, len(row), dtype=np.float32) * np.float32(row.std())
    elif family == "ascending":
        row.sort()


def _words(starts: Sequence[int], size: int) -> Words:
    """``(size,)`` uniform 16-bit numbers."""
    first, second = starts
    return POOL[first : first + size] ^ POOL[second : second + size]


def _drawn(starts: Sequence[int], size: int, share: float) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """``(size,)`` whether an element is in a share of them; never the first of all."""
    drawn = _words(starts, size) < round(share * LEVELS)
    drawn[0] = False
    return drawn


def _pool() -> Words:
    words = np.random.SFC64(SEED).random_raw(POOL_SIZE // 4).astype("<u8", copy=False).view("<u2")
    return words.astype(np.uint16, copy=False)


def _middles() -> np.ndarray[Any, np.dtype[np.float64]]:
    return (np.arange(LEVELS) + 0.5) / LEVELS


# Made on import, which is before programs are forked, so that it is nobody's CPU time.
POOL = _pool()
RADIUS: Floats = np.sqrt(-2.0 * np.log(_middles())).astype(np.float32)
COSINE: Floats = np.cos(2.0 * np.pi * _middles()).astype(np.float32)
EXPONENTIAL: Floats = (-np.log(_middles())).astype(np.float32)
UNIT: Floats = (_middles() / 16.0).astype(np.float32)
"""Tells elements apart that share a step of the exponential."""
