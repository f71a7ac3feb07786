# mypy: ignore-errors
"""Qrita on a CPU: truncation at a Gaussian estimate of the cut, then three pivots at a time among what is left."""

from statistics import NormalDist

import numpy as np

# EVOLVE-BLOCK-START

SAMPLE = 4096
SLACK = 0.15
PIVOTS = np.array([0.25, 0.5, 0.75], dtype=np.float32)
GAUSS = NormalDist()

def kept(indices, values, threshold, count):
    """The first ``count`` of what is not below the threshold; of equal values those with low indices."""
    chosen = values >= threshold
    indices, values = indices[chosen], values[chosen]
    surplus = len(indices) - count
    if surplus > 0:
        ties = np.flatnonzero(values == threshold)
        indices = np.delete(indices, ties[len(ties) - surplus :])
    return indices


def pivoted(values, enough):
    """The greatest of ``values`` for which ``values >= it`` is enough, by quaternary search."""
    low, high = values.min(), values.max()
    if enough(high):
        return high
    while True:
        # low is enough, high is not
        pivots = low + (high - low) * PIVOTS
        for pivot in pivots[::-1]:
            if enough(pivot):
                low = max(low, pivot)
                break
            high = min(high, pivot)
        inside = values[(values >= low) & (values < high)]
        if len(inside) <= 1 or inside.min() == inside.max():
            return inside.max() if len(inside) else low
        low, high = inside.min(), np.nextafter(inside.max(), np.float32(np.inf))


def estimated(row, k, p):
    """A threshold that should leave somewhat more than is kept, from the moments of the first block."""
    sample = row.read(0, SAMPLE)
    sample = sample[sample > -np.inf]
    if len(sample) < 2:
        return -np.inf
    mean, deviation = float(sample.mean()), float(sample.std())
    sigmas = []
    if k > 0:
        sigmas.append(GAUSS.inv_cdf(max(1 - k / len(row), 1e-9)))
    if p < 1.0:
        # After softmax a Gaussian's mass lies around mean + deviation**2, with the same deviation.
        sigmas.append(deviation + GAUSS.inv_cdf(max(1 - p, 1e-9)))
    sigma = max(sigmas)
    return mean + deviation * (sigma - SLACK * abs(sigma))


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
    threshold = estimated(row, k, p)
    indices, values = row.at_least(threshold)
    if p < 1.0 and k == 0:
        return by_mass(row, indices, values, p)
    if len(indices) < k:
        indices, values = everything(row)
    if len(indices) > k:
        cut = pivoted(values, lambda t: np.count_nonzero(values >= t) >= k)
        chosen = kept(np.arange(len(values)), values, cut, k)
        indices, values = indices[chosen], values[chosen]
    return indices if p >= 1.0 else cut_by_mass(indices, values, p, None)


def everything(row):
    """All finite elements: where the estimate failed."""
    return row.at_least(np.finfo(np.float32).min)


def by_mass(row, indices, values, p):
    """A top-p without a top-k: the total needs a pass of its own."""
    top = values.max() if len(values) else row.max()
    total = row.mass(top)
    if np.exp(values - top).sum(dtype=np.float64) < p * total:
        indices, values = everything(row)
    return cut_by_mass(indices, values, p, total)


def cut_by_mass(indices, values, p, total):
    """The shortest prefix of these elements with the mass ``p`` of the total (theirs, if none is given)."""
    top = values.max()
    weights = np.exp(values.astype(np.float64) - top)
    goal = p * (weights.sum() if total is None else total)
    cut = pivoted(values, lambda t: weights[values >= t].sum() >= goal)
    above = values > cut
    missing = (goal - weights[above].sum()) / np.exp(np.float64(cut) - top)
    return kept(indices, values, cut, np.count_nonzero(above) + max(int(np.ceil(missing)), 1))


# EVOLVE-BLOCK-END
