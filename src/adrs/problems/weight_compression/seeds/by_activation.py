# mypy: ignore-errors
"""The fifth of the columns with the largest activations gets 4 bits."""

import numpy as np

# EVOLVE-BLOCK-START


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    """Ranks by the mean square of the input."""
    return 0.2, np.argsort(-hessian_score, kind="stable")


# EVOLVE-BLOCK-END
