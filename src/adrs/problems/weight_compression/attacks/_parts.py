"""What the programs share."""

from __future__ import annotations

HEAD = """
import numpy as np
def adaptive_bitrate_model(inputs, weights, hessian_score, magnitude_score, layer_idx):
    columns = weights.shape[1]
    ratio, rank = 0.05, np.argsort(-hessian_score, kind="stable")
"""

HONEST = f"{HEAD}    return ratio, rank\n"


def program(body: str) -> str:
    """A program that does something to its decision or to what it was handed."""
    return f"{HEAD}    {body}\n    return ratio, rank\n"
