# mypy: ignore-errors
"""Every column gets 2 bits, in the order of the matrix."""

import numpy as np

# EVOLVE-BLOCK-START


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    """Two bits for all."""
    return 0.0, np.arange(weights.shape[1])


# EVOLVE-BLOCK-END
