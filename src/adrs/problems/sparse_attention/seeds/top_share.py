# mypy: ignore-errors
"""What is fixed, the first keys and the last ones, and the largest logits."""

import numpy as np

# EVOLVE-BLOCK-START


def kept(visible, fixed, sinks, window):
    """What is read for certain: what is fixed, the first visible keys and the last."""
    order = np.cumsum(visible, axis=1)
    near = visible & ((order <= sinks) | (order > order[:, -1:] - window))
    return fixed | near[None]


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
    """Reads the largest fiftieth of the logits besides."""
    scores = logits(queries, keys, visible, scale)
    held = with_top(scores, kept(visible, fixed, 4, 16), keys.shape[1] // 50)
    return (held & visible).astype(float)


# EVOLVE-BLOCK-END
