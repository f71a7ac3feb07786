# mypy: ignore-errors
"""Every visible key is read with the same probability."""

import numpy as np

# EVOLVE-BLOCK-START


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads a third of all keys by chance."""
    return np.maximum(fixed, visible / 3.0)


# EVOLVE-BLOCK-END
