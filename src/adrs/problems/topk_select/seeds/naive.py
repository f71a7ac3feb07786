# mypy: ignore-errors
"""Sorts every row."""

import numpy as np

# EVOLVE-BLOCK-START


def truncate(row, k, p):
    """
    Which logits of a row survive truncation.

    Args:
        row: logits in large memory; read them with its methods, which count
        k: keep at most so many; 0 for no limit
        p: keep the shortest prefix with this much softmax mass; 1.0 for no limit

    Returns:
        indices, in any order
    """
    values = row.read()
    order = np.sort(values)[::-1]
    count = int(np.count_nonzero(values > -np.inf))
    if k > 0:
        count = min(k, count)
    if p < 1.0:
        mass = np.cumsum(np.exp(order[:count].astype(np.float64) - order[0]))
        count = min(int(np.searchsorted(mass, p * mass[-1])) + 1, count)
    threshold = order[count - 1]
    indices = np.flatnonzero(values >= threshold)
    surplus = len(indices) - count
    if surplus > 0:
        ties = np.flatnonzero(values[indices] == threshold)
        indices = np.delete(indices, ties[len(ties) - surplus :])
    return indices


# EVOLVE-BLOCK-END
