# mypy: ignore-errors
"""One probability for every key that is not fixed."""

import numpy as np

# EVOLVE-BLOCK-START

RATE = 0.1


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads a share of the keys by chance."""
    return np.where(fixed, 1.0, RATE * visible)


# EVOLVE-BLOCK-END
