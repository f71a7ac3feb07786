# mypy: ignore-errors
"""numpy.partition for the threshold of a top-k; partitions that double for a top-p."""

import numpy as np

# EVOLVE-BLOCK-START


def greatest(values, count):
    """The ``count`` greatest values, descending."""
    if count >= len(values):
        return np.sort(values)[::-1]
    return np.sort(np.partition(values, len(values) - count)[len(values) - count :])[::-1]


def prefix(values, limit, p):
    """Values, descending, of the shortest prefix of the first ``limit`` that has the mass ``p``."""
    top = values.max()
    if limit < len(values):
        considered = greatest(values, limit)
        total = np.exp(considered - top).sum(dtype=np.float64)
    else:
        total = np.exp(values - top).sum(dtype=np.float64)
    guess = 256
    while True:
        order = greatest(values, min(guess, limit))
        mass = np.cumsum(np.exp(order.astype(np.float64) - top))
        if len(order) == limit or mass[-1] >= p * total:
            return order[: int(np.searchsorted(mass, p * total)) + 1]
        guess *= 8


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
    limit = min(k, len(values)) if k > 0 else len(values)
    if p < 1.0:
        order = prefix(values, limit, p)
        threshold, count = order[-1], len(order)
    else:
        threshold, count = np.partition(values, len(values) - limit)[len(values) - limit], limit
    if threshold == -np.inf:
        return np.flatnonzero(values > -np.inf)
    indices = np.flatnonzero(values >= threshold)
    surplus = len(indices) - count
    if surplus > 0:
        ties = np.flatnonzero(values[indices] == threshold)
        indices = np.delete(indices, ties[len(ties) - surplus :])
    return indices


# EVOLVE-BLOCK-END
