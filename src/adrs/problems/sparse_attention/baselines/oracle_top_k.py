# mypy: ignore-errors
"""The keys with the largest logits, besides what is fixed."""

import numpy as np

# EVOLVE-BLOCK-START

SHARE = 0.05


def logits(queries, keys, visible, scale):
    """[heads, queries, keys]; minus infinity where a key is not visible."""
    shared = np.repeat(keys, len(queries) // len(keys), axis=0)
    return np.where(visible, scale * (queries @ shared.transpose(0, 2, 1)), -np.inf)


def with_top(scores, held, count):
    """``held`` and the ``count`` largest logits that are not held yet."""
    if count > 0:
        rest = np.where(held, -np.inf, scores)
        best = np.argpartition(-rest, count - 1, axis=2)[:, :, :count]
        held = held.copy()
        np.put_along_axis(held, best, True, axis=2)
    return held


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads the largest share of the logits that are not fixed."""
    scores = logits(queries, keys, visible, scale)
    return (with_top(scores, fixed, int(SHARE * keys.shape[1])) & visible).astype(float)


# EVOLVE-BLOCK-END
