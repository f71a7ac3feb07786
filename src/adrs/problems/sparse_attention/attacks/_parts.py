"""What the programs share."""

from __future__ import annotations

HEAD = """
import numpy as np
def select(queries, keys, values, visible, scale, fixed, rng):
    pi = np.where(fixed, 1.0, 0.1 * visible)
"""

HONEST = f"{HEAD}    return pi\n"


def program(body: str) -> str:
    """A program that does something to its probabilities or what it was handed."""
    return f"{HEAD}    {body}\n    return pi\n"
