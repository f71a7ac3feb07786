# mypy: ignore-errors
"""What is fixed, the first keys and the last ones."""

import numpy as np

# EVOLVE-BLOCK-START


def kept(visible, fixed, sinks, window):
    """What is read for certain: what is fixed, the first visible keys and the last."""
    order = np.cumsum(visible, axis=1)
    near = visible & ((order <= sinks) | (order > order[:, -1:] - window))
    return fixed | near[None]


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads the first four keys and the last twentieth."""
    window = max(16, keys.shape[1] // 20)
    return kept(visible, fixed, 4, window).astype(float)


# EVOLVE-BLOCK-END
