# mypy: ignore-errors
"""Every column gets 2 bits; the order still counts for the quantiser."""

import numpy as np

# EVOLVE-BLOCK-START


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    """Two bits for all."""
    return 0.0, np.argsort(-hessian_score, kind="stable")


# EVOLVE-BLOCK-END
