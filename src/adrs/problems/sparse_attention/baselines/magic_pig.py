# mypy: ignore-errors
"""Keys by the probability that they share a hash table with the query (MagicPIG, Chen et al., ICLR 2025)."""

import numpy as np

# EVOLVE-BLOCK-START

SIGNS = 8
TABLES = 60
SINKS = 4
WINDOW = 16


def kept(visible, fixed, sinks, window):
    """What is read for certain: what is fixed, the first visible keys and the last."""
    order = np.cumsum(visible, axis=1)
    near = visible & ((order <= sinks) | (order > order[:, -1:] - window))
    return fixed | near[None]


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads keys with the probability that all signs agree in one of the tables.

    The probability is the published one, 1 - (1 - p^K)^L with p from the angle; the draw that is made of it
    stands for the hash.
    """
    group = len(queries) // len(keys)
    centre = keys.mean(axis=1, keepdims=True)
    moved = keys - centre
    norms = np.linalg.norm(moved, axis=2, keepdims=True)
    moved = moved / norms.max(axis=1, keepdims=True)
    asked = queries - np.repeat(centre, group, axis=0)
    asked = asked / np.linalg.norm(asked, axis=2, keepdims=True)
    # Keys get one more coordinate that makes them unit vectors, queries a zero there.
    cosine = asked @ np.repeat(moved, group, axis=0).transpose(0, 2, 1)
    alike = 1.0 - np.arccos(np.clip(cosine, -1.0, 1.0)) / np.pi
    pi = 1.0 - (1.0 - alike**SIGNS) ** TABLES
    return np.where(kept(visible, fixed, SINKS, WINDOW), 1.0, pi * visible)


# EVOLVE-BLOCK-END
