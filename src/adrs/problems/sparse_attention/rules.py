"""Exact attention, the frozen first stage, and the estimator that turns probabilities into an output.

Shapes throughout: queries ``(H, Nq, d)``, keys and values ``(Hkv, Nk, d)``, visible ``(Nq, Nk)``; per pair
``(H, Nq, Nk)``. Query head ``h`` uses key head ``h // (H / Hkv)``. Everything is computed in 64 bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

WINDOW = 16
"""Most recent visible keys that the first stage keeps, the query's own among them."""
SINKS = 4
"""First keys that it keeps."""
TOP_SHARE = 0.05
"""Share of all keys that it keeps besides, by logit."""


def logits(queries: Floats, keys: Floats, visible: Bools, scale: float) -> Floats:
    """``(H, Nq, Nk)`` logits; minus infinity where a key is not visible."""
    grouped = np.repeat(keys.astype(np.float64), len(queries) // len(keys), axis=0)
    scores = scale * (queries.astype(np.float64) @ grouped.swapaxes(1, 2))
    return np.where(visible, scores, -np.inf)


def exp_scores(scores: Floats) -> Floats:
    """Exponentials of logits less their row's maximum; rows that see nothing are 0."""
    top = scores.max(axis=-1, keepdims=True)
    out: Floats = np.exp(scores - np.where(np.isfinite(top), top, 0.0))
    return out


def weighted(weights: Floats, values: Floats) -> Floats:
    """``(H, Nq, d)`` weighted means of values; 0 where all weights are 0."""
    grouped = np.repeat(values.astype(np.float64), len(weights) // len(values), axis=0)
    total = weights.sum(axis=-1, keepdims=True)
    out: Floats = (weights @ grouped) / np.where(total > 0, total, 1.0)
    return out


def first_stage(scores: Floats, visible: Bools) -> Bools:
    """``(H, Nq, Nk)`` what the frozen stage selects: window, sinks, and the oracle's largest logits."""
    order = np.cumsum(visible, axis=1)
    last = order[:, -1:]
    near = visible & (order > last - WINDOW)
    kept = np.broadcast_to(near | (visible & (order <= SINKS)), scores.shape).copy()
    count = int(TOP_SHARE * scores.shape[-1])
    rest = np.where(kept, -np.inf, scores)
    if count:
        # Stable order, so that ties do not depend on the library's sort.
        best = np.argsort(-rest, axis=-1, kind="stable")[..., :count]
        np.put_along_axis(kept, best, True, axis=-1)
    kept &= visible
    return kept


def estimate(exps: Floats, values: Floats, active: Bools, pi: Floats) -> Floats:
    """``(H, Nq, d)`` output of the active keys, each weighted by one over its probability."""
    weights = np.where(active, exps / np.where(active, pi, 1.0), 0.0)
    return weighted(weights, values)


def relative_error(exact: Floats, output: Floats) -> float:
    """Frobenius norm of the difference over that of the exact output."""
    return float(np.linalg.norm(exact - output) / np.linalg.norm(exact))
