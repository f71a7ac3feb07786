# mypy: ignore-errors
"""The published rule by kurtosis, with all shares scaled by one factor: 2.3 bits per weight on train."""

import numpy as np

# EVOLVE-BLOCK-START

FACTOR = 0.48


def kurtosis(values):
    """Fourth moment over the squared variance; 3 for a normal distribution."""
    centred = values.ravel().astype(np.float64) - values.mean(dtype=np.float64)
    return np.mean(centred**4) / np.std(centred, ddof=1) ** 4


def rule(weight_kurtosis, input_kurtosis):
    """The published table: share of columns with 4 bits, and how much activations count in the rank."""
    both = max(weight_kurtosis, input_kurtosis)
    if both > 12:
        return 0.08, 0.5
    if both > 8:
        return 0.05, 0.7
    if both > 6:
        return 0.08, 0.7
    for least, ratio, alpha in ((5, 0.10, 0.75), (4, 0.25, 0.75), (3.5, 0.35, 0.8), (3.05, 0.52, 0.9)):
        if weight_kurtosis > least:
            return ratio, alpha
    return 0.12, 1.0


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    """Heavy tails get fewer columns, and the rank mixes activations and weights."""
    ratio, alpha = rule(kurtosis(weights), kurtosis(inputs))
    score = alpha * hessian_score + (1 - alpha) * magnitude_score
    return FACTOR * ratio, np.argsort(-score, kind="stable")


# EVOLVE-BLOCK-END
