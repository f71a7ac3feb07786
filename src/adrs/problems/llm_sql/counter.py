"""Prefix-cache hits of a set of row strings.

Going down the rows, a row's hit is its longest common prefix with any earlier row, in Unicode code points.
Inserting a row into a character trie of the earlier ones adds one node for every character that is not hit,
so ``hits = characters - nodes``, whatever the order of the rows. In sorted order a row's longest common
prefix with any earlier row is the one with the row just before it, so the sum over neighbours gives the hits
without building a trie.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

_BLOCK = 64
"""Characters compared at a time."""


def count_hits(rows: Sequence[str]) -> int:
    """Characters hit, over all rows.

    Sorting costs ``O(n log n)`` comparisons of strings, the rest time and memory linear in the characters.
    """
    ordered = sorted(rows)
    return int(neighbour_prefixes(ordered).sum())


def neighbour_prefixes(rows: Sequence[str]) -> npt.NDArray[np.int64]:
    """``(n - 1,)`` lengths of the longest common prefix of each row with the one before it."""
    if len(rows) < 2:
        return np.zeros(0, dtype=np.int64)
    sizes = list(map(len, rows))
    starts = np.fromiter(accumulate(sizes[:-1], initial=0), dtype=np.int64, count=len(rows))
    lengths = np.array(sizes, dtype=np.int64)
    shorter = np.minimum(lengths[1:], lengths[:-1])
    text = _characters("".join(rows))
    common = np.zeros(len(rows) - 1, dtype=np.int64)
    active = np.flatnonzero(shorter > 0)
    offset = 0
    while active.size:
        alike = _alike(text, starts, active, offset)
        common[active] = np.minimum(offset + alike, shorter[active])
        offset += _BLOCK
        active = active[(alike == _BLOCK) & (shorter[active] > offset)]
    return common


def _characters(text: str) -> npt.NDArray[np.uint8] | npt.NDArray[np.uint32]:
    """The text as an array of code points, padded by a block; one byte each where that is enough."""
    try:
        return np.frombuffer(text.encode("latin-1") + bytes(_BLOCK), dtype=np.uint8)
    except UnicodeEncodeError:
        data = text.encode("utf-32-le", "surrogatepass") + bytes(4 * _BLOCK)
        return np.frombuffer(data, dtype=np.dtype("<u4"))


def _alike(
    text: npt.NDArray[np.uint8] | npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    active: npt.NDArray[np.int64],
    offset: int,
) -> npt.NDArray[np.int64]:
    """How many of the ``_BLOCK`` characters from ``offset`` on rows ``active`` share with their next."""
    blocks = np.lib.stride_tricks.sliding_window_view(text, _BLOCK)
    first = blocks[starts[active] + offset]
    second = blocks[starts[active + 1] + offset]
    differ = np.empty((active.size, _BLOCK + 1), dtype=bool)
    np.not_equal(first, second, out=differ[:, :_BLOCK])
    differ[:, _BLOCK] = True
    alike: npt.NDArray[np.int64] = differ.argmax(axis=1)
    return alike
