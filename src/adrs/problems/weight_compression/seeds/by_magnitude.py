# mypy: ignore-errors
"""The quarter of the columns with the largest weights gets 4 bits."""

import numpy as np

# EVOLVE-BLOCK-START


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    """Ranks by the norm of the column."""
    return 0.25, np.argsort(-magnitude_score, kind="stable")


# EVOLVE-BLOCK-END
