# mypy: ignore-errors
"""Control: a tenth of the columns gets 4 bits, drawn at random."""

import numpy as np

# EVOLVE-BLOCK-START


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    """The same columns every time."""
    rng = np.random.default_rng([layer_idx, *weights.shape])
    return 0.1, rng.permutation(weights.shape[1])


# EVOLVE-BLOCK-END
