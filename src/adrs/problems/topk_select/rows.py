"""Rows of logits from their recipes: the same bits beside the candidate and in the judge.

A row is made from its recipe on either side of the trust boundary, so that a workload crosses in a few
kilobytes. Making it has to be cheap, for it is done beside the program that is timed: a pool of random bits
is made once (SFC64, whose stream numpy promises to keep), and a row's bits are two stretches of it, taken
exclusive-or. Which places end up high says nothing about either stretch, so earlier rows tell nothing about
a new one. Of two 16-bit numbers an element one indexes a table of quantiles, and the other tells elements
apart that share a step of it. (``block_sorted`` adds two stretches of sorted blocks, and ``ascending`` is
nearly the same row each time: order is what makes them.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
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
LAST_BITS = np.uint16(15)
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


def make(recipe: Mapping[str, Any], out: Floats | None = None) -> Floats:
    """The row of a recipe.

    Args:
        recipe: ``family`` (one of :data:`FAMILIES`), ``size`` (a multiple of :data:`BLOCK`, at most
            :data:`LARGEST`), ``starts`` (six places in the pool, two for each number of an element),
            ``scale`` (deviation, or the exponent of ``heavy``), ``share`` (of elements that are masked, or
            not on the upper hump).
        out: Where the row goes, ``(LARGEST,)`` float32; fresh memory, if it is not given.

    Returns:
        ``(size,)`` float32 logits, never NaN or +inf, at least one of them finite.
    """
    family, size, scale = recipe["family"], recipe["size"], np.float32(recipe["scale"])
    starts = recipe["starts"]
    row = np.empty(size, dtype=np.float32) if out is None else out[:size]
    if family == "block_sorted":
        _blocks(row, starts)
    elif family == "ascending":
        _looked_up(GAUSSIAN, _ramp(size) ^ (_words(starts[0:2], size) & LAST_BITS), row)
    else:
        _looked_up(EXPONENTIAL if family == "heavy" else GAUSSIAN, _words(starts[0:2], size), row)
    row += np.multiply(_words(starts[2:4], size), WITHIN_A_STEP, out=_SPARE[:size])
    row *= scale
    if family == "duplicates":
        row.view(np.uint32)[:] &= HIGH_HALF  # bfloat16: many ties
    elif family == "levels":
        np.rint(row, out=row)
    elif family == "masked":
        np.putmask(row, _drawn(starts[4:6], size, recipe["share"]), -np.inf)
    elif family == "two_humps":
        row += np.multiply(~_drawn(starts[4:6], size, recipe["share"]), np.float32(12.0), out=_SPARE[:size])
    return row


def _blocks(row: Floats, starts: Sequence[int]) -> None:
    """Blocks that ascend, on a level that falls along the row: frequent tokens have low ids."""
    size = len(row)
    first, second = (start // BLOCK * BLOCK for start in starts[4:6])
    _looked_up(GAUSSIAN, BLOCKS[first : first + size], row)
    row += _looked_up(GAUSSIAN, BLOCKS[second : second + size], _SPARE[:size])
    row -= _level(size)


@cache
def _level(size: int) -> Floats:
    return np.linspace(-2.0, 2.0, size, dtype=np.float32)


def _looked_up(table: Floats, words: Words, out: Floats) -> Floats:
    """``table[words]``, without memory of its own."""
    places = _PLACES[: len(words)]
    places[:] = words
    table.take(places, out=out, mode="clip")
    return out


@cache
def _ramp(size: int) -> Words:
    """``(size,)`` the 16-bit numbers, ascending and equally often."""
    return (np.arange(size) * LEVELS // size).astype(np.uint16)


def _words(starts: Sequence[int], size: int) -> Words:
    """``(size,)`` uniform 16-bit numbers, good until the next call."""
    first, second = starts
    return np.bitwise_xor(POOL[first : first + size], POOL[second : second + size], out=_WORDS[:size])


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


def _gaussian() -> Floats:
    """The standard Gaussian's quantiles within 0.00045: Abramowitz and Stegun, Handbook, 26.2.23."""
    tail = np.minimum(_middles(), 1.0 - _middles())
    t = np.sqrt(-2.0 * np.log(tail))
    above = 2.515517 + t * (0.802853 + t * 0.010328)
    below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    quantiles: np.ndarray[Any, np.dtype[np.float64]] = np.sign(_middles() - 0.5) * (t - above / below)
    return quantiles.astype(np.float32)


# Made on import, which is before programs are forked, so that it is nobody's CPU time.
POOL = _pool()
GAUSSIAN = _gaussian()
EXPONENTIAL: Floats = (-np.log(_middles())).astype(np.float32)
"""After softmax, values of this distribution times s follow Zipf's law with exponent s."""
BLOCKS: Words = np.sort(POOL.reshape(-1, BLOCK), axis=1).ravel()
WITHIN_A_STEP = np.float32(0.03 / LEVELS)

# Fresh memory for every row would cost more than the arithmetic, and differently each time.
_WORDS: Words = np.zeros(LARGEST, dtype=np.uint16)
_PLACES = np.zeros(LARGEST, dtype=np.intp)
_SPARE: Floats = np.zeros(LARGEST, dtype=np.float32)
