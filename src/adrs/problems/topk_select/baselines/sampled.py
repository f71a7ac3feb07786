# mypy: ignore-errors
"""Reference beyond the papers: a threshold from a sample of the row, then numpy.partition on the rest."""

import numpy as np

# EVOLVE-BLOCK-START

STEP = 61  # prime, so that blocks of a power of two are met everywhere


def kept(indices, values, threshold, count):
    """The first ``count`` of what is not below the threshold; of equal values those with low indices."""
    chosen = values >= threshold
    indices, values = indices[chosen], values[chosen]
    surplus = len(indices) - count
    if surplus > 0:
        ties = np.flatnonzero(values == threshold)
        indices = np.delete(indices, ties[len(ties) - surplus :])
    return indices


def greatest(row, count):
    """Indices, ascending, and values of at least the ``count`` greatest elements, few more if all is well."""
    sample = row.read(0, None, STEP)
    expected = count / STEP
    rank = int(expected + 3.0 * expected**0.5) + 4
    if rank < len(sample):
        threshold = np.partition(sample, len(sample) - rank)[len(sample) - rank]
        if threshold > -np.inf:
            indices, values = row.at_least(threshold)
            if len(indices) >= count:
                return indices, values
    return row.at_least(np.finfo(np.float32).min)


def by_mass(row, p):
    """A top-p without a top-k."""
    top = row.max()
    goal = p * row.mass(top)
    sample = np.sort(row.read(0, None, STEP))[::-1]
    mass = np.cumsum(np.exp(sample - top, dtype=np.float64)) * STEP
    at = int(np.searchsorted(mass, goal)) * 5 // 4 + 8
    if at < len(sample) and sample[at] > -np.inf:
        indices, values = row.at_least(sample[at])
        if np.exp(values - top).sum(dtype=np.float64) >= goal:
            return shortest(indices, values, goal)
    return shortest(*row.at_least(np.finfo(np.float32).min), goal)


def shortest(indices, values, goal=None, p=1.0):
    """The shortest prefix of these elements that has the mass."""
    top = values.max()
    order = np.sort(values)[::-1]
    mass = np.cumsum(np.exp(order.astype(np.float64) - top))
    goal = p * mass[-1] if goal is None else goal
    count = min(int(np.searchsorted(mass, goal)) + 1, len(order))
    return kept(indices, values, order[count - 1], count)


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
    if k == 0:
        return by_mass(row, p)
    indices, values = greatest(row, k)
    if len(indices) > k:
        cut = np.partition(values, len(values) - k)[len(values) - k]
        chosen = kept(np.arange(len(values)), values, cut, k)
        indices, values = indices[chosen], values[chosen]
    return indices if p >= 1.0 else shortest(indices, values, p=p)


# EVOLVE-BLOCK-END
