# mypy: ignore-errors
"""Matrices of attention get 4 bits for three columns in ten, the others 2 bits throughout."""

import numpy as np

# EVOLVE-BLOCK-START


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx, info):
    """Attention is known by its place among the four matrices of a block."""
    share = 0.3 if info["name"].endswith(("qkv", "attention_out")) else 0.0
    return share, np.argsort(-hessian_score, kind="stable")


# EVOLVE-BLOCK-END
