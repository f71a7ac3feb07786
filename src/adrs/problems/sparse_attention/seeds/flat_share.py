# mypy: ignore-errors
"""What is fixed, the first keys and the last ones, and a share of the rest by chance."""

import numpy as np

# EVOLVE-BLOCK-START


def kept(visible, fixed, sinks, window):
    """What is read for certain: what is fixed, the first visible keys and the last."""
    order = np.cumsum(visible, axis=1)
    near = visible & ((order <= sinks) | (order > order[:, -1:] - window))
    return fixed | near[None]


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads a twentieth of the rest by chance."""
    return np.where(kept(visible, fixed, 4, 16), 1.0, 0.05 * visible)


# EVOLVE-BLOCK-END
