# mypy: ignore-errors
"""Bits where they take most error from the output of the layer, at one price for all matrices."""

import numpy as np

# EVOLVE-BLOCK-START

PRICE = 2.0


def step_error(column_norms, bits):
    """Squared error of a column of that norm: a normal source loses four times as little with each bit."""
    return column_norms**2 * 0.118 * 4.0 ** (2 - bits)


def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx, info):
    """Raises columns while the share of the output's energy that a bit saves is worth its price."""
    norms = np.linalg.norm(weights, axis=0)
    energy = np.square(inputs @ weights.T).sum() / len(inputs)
    power = hessian_score * np.square(inputs).mean(axis=0).max()
    bits = np.full(weights.shape[1], 2)
    for wanted in (3, 4):
        saved = power * (step_error(norms, wanted - 1) - step_error(norms, wanted)) / energy
        share = len(weights) / info["all_weights"]
        bits[(bits == wanted - 1) & (saved > PRICE * share)] = wanted
    return bits


# EVOLVE-BLOCK-END
