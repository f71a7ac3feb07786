# mypy: ignore-errors
"""The keys with the largest logits until a share of the attention is covered."""

import numpy as np

# EVOLVE-BLOCK-START

COVERED = 0.9


def logits(queries, keys, visible, scale):
    """[heads, queries, keys]; minus infinity where a key is not visible."""
    shared = np.repeat(keys, len(queries) // len(keys), axis=0)
    return np.where(visible, scale * (queries @ shared.transpose(0, 2, 1)), -np.inf)


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads keys by falling weight, up to and with the one that passes the share of what is not fixed."""
    scores = np.where(fixed, -np.inf, logits(queries, keys, visible, scale))
    top = scores.max(axis=2, keepdims=True)
    weight = np.exp(scores - np.where(np.isfinite(top), top, 0.0))
    order = np.argsort(-weight, axis=2, kind="stable")
    ranked = np.take_along_axis(weight, order, axis=2)
    before = np.cumsum(ranked, axis=2) - ranked
    chosen = (before <= COVERED * ranked.sum(axis=2, keepdims=True)) & (ranked > 0)
    pi = np.zeros(fixed.shape)
    np.put_along_axis(pi, order, chosen.astype(float), axis=2)
    return np.maximum(pi, fixed)


# EVOLVE-BLOCK-END
