"""Rows of logits from their recipes: the same bits beside the candidate and in the judge.

A row is made from its seed on either side of the trust boundary, so that a workload crosses in a few
kilobytes and no two rows share data. Random bits come from SFC64, whose stream numpy promises to keep; two
16-bit numbers an element index tables of Box and Muller's transform (Annals of Mathematical Statistics 29,
1958), which gives Gaussian values up to 4.85 deviations and some four billion different ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float32]]
Words = np.ndarray[Any, np.dtype[np.uint16]]

LEVELS = 1 << 16
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
        recipe: ``family`` (one of :data:`FAMILIES`), ``seed``, ``size`` (a multiple of :data:`BLOCK`),
            ``scale`` (deviation, or the exponent of ``heavy``), ``share`` (of elements that are masked, or on
            the upper hump).

    Returns:
        ``(size,)`` float32 logits, never NaN or +inf, at least one of them finite.
    """
    family, size, scale = recipe["family"], recipe["size"], np.float32(recipe["scale"])
    first, second = _words(recipe["seed"], size)
    if family == "heavy":
        # The exponential's quantile: after softmax, Zipf's law with this exponent.
        return exponential().take(first) * scale + unit().take(second)
    row = radius().take(first)
    row *= cosine().take(second)
    row *= scale
    if family == "duplicates":
        return (row.view(np.uint32) & HIGH_HALF).view(np.float32)  # bfloat16: many ties
    if family == "levels":
        return np.rint(row)
    if family == "masked":
        row[_hidden(recipe)] = -np.inf
    elif family == "two_humps":
        row += np.float32(12.0) * ~_hidden(recipe)
    elif family == "block_sorted":
        # Frequent tokens have low ids: the level falls along the row, and blocks are in order.
        row.reshape(-1, BLOCK).sort(axis=1)
        row += np.linspace(2.0, -2.0, size, dtype=np.float32) * scale
    elif family == "ascending":
        row.sort()
    return row


def _words(seed: int, size: int) -> tuple[Words, Words]:
    """Twice ``(size,)`` uniform 16-bit numbers."""
    words = np.random.SFC64(seed).random_raw(size // 2).astype("<u8", copy=False).view("<u2")
    return words[:size], words[size:]


def _hidden(recipe: Mapping[str, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """``(size,)`` a share of the elements; never the first of all."""
    words = np.random.SFC64(recipe["seed"] + 1).random_raw(recipe["size"] // 4).astype("<u8", copy=False)
    hidden = words.view("<u2") < round(recipe["share"] * LEVELS)
    hidden[0] = False
    return hidden


@cache
def radius() -> Floats:
    """``sqrt(-2 ln u)`` at the middles of the 16-bit steps."""
    return np.sqrt(-2.0 * np.log(_middles())).astype(np.float32)


@cache
def cosine() -> Floats:
    """``cos(2 pi u)``."""
    return np.cos(2.0 * np.pi * _middles()).astype(np.float32)


@cache
def exponential() -> Floats:
    """``-ln u``."""
    return (-np.log(_middles())).astype(np.float32)


@cache
def unit() -> Floats:
    """``u / 16``: tells elements apart that share a step."""
    return (_middles() / 16.0).astype(np.float32)


def _middles() -> np.ndarray[Any, np.dtype[np.float64]]:
    return (np.arange(LEVELS) + 0.5) / LEVELS
