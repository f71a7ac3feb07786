# mypy: ignore-errors
"""Three columns in ten get 4 bits, the first ones."""

import numpy as np

# EVOLVE-BLOCK-START


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    """As many bits as the cap allows, without a choice."""
    return 0.29, np.arange(weights.shape[1])


# EVOLVE-BLOCK-END
