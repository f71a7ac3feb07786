"""The evaluator's quantisers: groups of 32 columns, one codebook per row of a group, errors fed forward.

The default codebook is a sum of signs, ``mu + c_1 s_1 + ... + c_b s_b`` with ``s = +-1``, after SBVR (Bang
et al., arXiv 2509.18172); its search of coefficients and its caching are not reproduced. Error feedback is
GPTQ's (Frantar et al., ICLR 2023): what one column loses is taken out of the later ones, as far as
activations allow.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]
Codebook = Callable[[Floats, int], Floats]
"""``(rows, columns)`` values of a group and its bits to ``(rows, 2**bits)`` levels, ascending."""

GROUP = 32
DAMPING = 0.01
ROUNDS = 6
RIDGE = 1e-3


def uniform_levels(values: Floats, bits: int) -> Floats:
    """Round to nearest: ``2**bits`` levels from the least to the greatest value."""
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    out: Floats = low + (high - low) * np.linspace(0.0, 1.0, 2**bits, dtype=values.dtype)
    return out


def kmeans_levels(values: Floats, bits: int) -> Floats:
    """Lloyd's means from a start at quantiles, 15 steps."""
    count = 2**bits
    levels: Floats = np.quantile(values, (np.arange(count) + 0.5) / count, axis=1).T.astype(values.dtype)
    rows = np.arange(len(values))[:, None]
    for _ in range(15):
        chosen = nearest(values, levels)
        place = (rows * count + chosen).ravel()
        sums = np.bincount(place, values.ravel(), len(values) * count).reshape(levels.shape)
        sizes = np.bincount(place, minlength=len(values) * count).reshape(levels.shape)
        levels = np.sort(np.where(sizes > 0, sums / np.maximum(sizes, 1), levels), axis=1).astype(
            values.dtype
        )
    return levels


def sign_sum_levels(values: Floats, bits: int) -> Floats:
    """Sums of signed coefficients, fitted in turn with the assignment of values to sums."""
    signs = _signs(bits)
    mean = values.mean(axis=1, keepdims=True)
    rest = values - mean
    parts = []
    for _ in range(bits):  # greedily: the mean of what is left, and its sign
        parts.append(np.abs(rest).mean(axis=1))
        rest = rest - parts[-1][:, None] * np.where(rest >= 0, 1.0, -1.0).astype(values.dtype)
    coefficients = np.stack([mean[:, 0], *parts], axis=1)
    design = np.concatenate((np.ones((2**bits, 1), values.dtype), signs), axis=1)
    before: Ints = np.empty(0, np.intp)
    for _ in range(ROUNDS):
        chosen = _nearest_sum(values, coefficients, design)
        if np.array_equal(chosen, before):
            break
        coefficients, before = _refitted(values, chosen, design), chosen
    return np.sort(coefficients @ design.T, axis=1)


CODEBOOKS: dict[str, Codebook] = {
    "sign_sums": sign_sum_levels,
    "kmeans": kmeans_levels,
    "uniform": uniform_levels,
}


def nearest(values: Floats, levels: Floats) -> Ints:
    """``(rows, columns)`` index of the nearest of each row's ascending levels."""
    middles = (levels[:, 1:] + levels[:, :-1]) / 2
    chosen = np.zeros(values.shape, np.intp)
    for i in range(middles.shape[1]):
        chosen += values > middles[:, i : i + 1]
    return chosen


def quantised(
    weights: Floats, bits: Ints, order: Ints, gram: Floats | None, *, codebook: Codebook = sign_sum_levels
) -> Floats:
    """The matrix after quantisation.

    Args:
        weights: ``(out, in)``.
        bits: ``(in,)`` bits of each column.
        order: ``(in,)`` the program's order of columns; more bits go first, then this order counts.
        gram: ``(in, in)`` sum over calibration tokens of ``x x^T``; ``None`` feeds no errors forward.
        codebook: How levels are fitted.

    Returns:
        ``(out, in)``, of the type of ``weights``. The cost grows with ``out * in**2``.
    """
    processed = order[np.argsort(-bits[order], kind="stable")]
    work = weights[:, processed].copy()
    upper = None if gram is None else _feedback(gram[np.ix_(processed, processed)]).astype(work.dtype)
    done = np.empty_like(work)
    for begin, end in _groups(bits[processed]):
        levels = codebook(work[:, begin:end], int(bits[processed[begin]]))
        errors = np.empty((len(work), end - begin), work.dtype)
        for column in range(begin, end):
            now = work[:, column : column + 1]
            done[:, column] = np.take_along_axis(levels, nearest(now, levels), axis=1)[:, 0]
            if upper is not None:
                errors[:, column - begin] = (work[:, column] - done[:, column]) / upper[column, column]
                rest = slice(column + 1, end)
                work[:, rest] -= errors[:, column - begin, None] * upper[column, rest]
        if upper is not None:
            work[:, end:] -= errors @ upper[begin:end, end:]
    out = np.empty_like(done)
    out[:, processed] = done
    return out


def _signs(bits: int) -> Floats:
    codes = np.arange(2**bits)
    return np.where(codes[:, None] >> np.arange(bits) & 1, 1.0, -1.0).astype(np.float32)


def _nearest_sum(values: Floats, coefficients: Floats, design: Floats) -> Ints:
    """``(rows, columns)`` index of the sum of signs that is nearest to each value."""
    levels = coefficients @ design.T
    order = np.argsort(levels, axis=1)
    place = nearest(values, np.take_along_axis(levels, order, axis=1))
    return np.take_along_axis(order, place, axis=1)


def _refitted(values: Floats, chosen: Ints, design: Floats) -> Floats:
    """Least squares for the coefficients, each value at the sum it was assigned to.

    The normal equations need only how many values of a row are at each sum, and their total.
    """
    rows, sums = len(values), len(design)
    place = (np.arange(rows)[:, None] * sums + chosen).ravel()
    counts = np.bincount(place, minlength=rows * sums).reshape(rows, sums)
    totals = np.bincount(place, values.ravel(), rows * sums).reshape(rows, sums)
    width = design.shape[1]
    outer = (design[:, :, None] * design[:, None, :]).reshape(sums, width * width)
    square = (counts @ outer).reshape(rows, width, width) + RIDGE * np.eye(width)
    out: Floats = np.linalg.solve(square, (totals @ design)[:, :, None])[:, :, 0]
    return out.astype(values.dtype)


def _feedback(gram: Floats) -> Floats:
    """The upper Cholesky factor of the inverse of the damped matrix."""
    damped = gram.astype(np.float64)
    damped[np.diag_indices_from(damped)] += DAMPING * np.mean(np.diag(damped)) + 1e-12
    out: Floats = np.linalg.cholesky(np.linalg.inv(damped)).T
    return out


def _groups(bits: Ints) -> list[tuple[int, int]]:
    """Stretches of at most :data:`GROUP` columns with equal bits."""
    edges = [0, *(np.nonzero(np.diff(bits))[0] + 1).tolist(), len(bits)]
    return [(at, min(at + GROUP, end)) for begin, end in pairwise(edges) for at in range(begin, end, GROUP)]
