# mypy: ignore-errors
"""Qrita on a CPU: truncation at a Gaussian estimate of the cut, then three pivots at a time on the rest.

The published kernel takes the moments from the first block and the deviations from tables; here they come
from a sample over the whole row and from the Gaussian's quantile, which costs a CPU nothing more. The last
few thousand elements are sorted, for a step of the search costs more than that.
"""

import math

import numpy as np

# EVOLVE-BLOCK-START

STEP = 61  # prime, so that blocks of a power of two are met everywhere
SLACK = 0.15
LEAST_SIGMAS, MOST_SIGMAS = 1.2, 2.5  # for a top-p, where moments say little about the mass
FEW = 4096
LEAST = np.finfo(np.float32).min
PIVOTS = np.array([0.75, 0.5, 0.25], dtype=np.float32)


def kept(indices, values, threshold, count):
    """The first ``count`` of what is not below the threshold; of equal values those with low indices."""
    chosen = values >= threshold
    indices, values = indices[chosen], values[chosen]
    surplus = len(indices) - count
    if surplus > 0:
        ties = np.flatnonzero(values == threshold)
        indices = np.delete(indices, ties[len(ties) - surplus :])
    return indices


def pivoted(values, weights, goal):
    """The greatest threshold at which what is not below it weighs the goal at least, or has that count.

    Quaternary search: three pivots cut the bracket in four, and what lies outside of it is dropped.
    """
    above = 0.0  # weight of what was dropped for being greater
    while len(values) > FEW:
        low, high = values.min(), values.max()
        if low == high:
            return low
        under, over, dropped = low, np.inf, above
        for pivot in low + (high - low) * PIVOTS:
            upper = values >= pivot
            reached = above + (
                np.count_nonzero(upper) if weights is None else weights[upper].sum(dtype=np.float64)
            )
            if reached == goal:
                return pivot
            if reached > goal:
                under = pivot
                break
            over, dropped = pivot, reached
        inside = (values >= under) & (values < over)
        if not inside.any():
            return low
        values, above = values[inside], dropped
        weights = None if weights is None else weights[inside]
    if weights is None:
        return np.sort(values)[len(values) - int(goal - above)]
    order = np.argsort(values)[::-1]
    at = np.searchsorted(weights[order].cumsum(dtype=np.float64), goal - above)
    return values[order[min(at, len(order) - 1)]]


def quantile(tail):
    """Where a standard Gaussian has this much above it, within 0.00045 (Abramowitz and Stegun, 26.2.23)."""
    t = math.sqrt(-2.0 * math.log(max(min(tail, 1.0 - tail), 1e-9)))
    z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (
        1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    )
    return z if tail < 0.5 else -z


def estimated(row, k, p):
    """A threshold that should leave somewhat more than is kept, from the moments of a sample."""
    sample = row.read(0, None, STEP)
    if sample.min() == -np.inf:
        sample = sample[sample > -np.inf]
        if len(sample) < 2:
            return LEAST
    mean, deviation = float(sample.mean()), float(sample.std())
    if k > 0:
        sigma = quantile(k / len(row))
    else:
        # After softmax a Gaussian's mass lies around mean + deviation**2, with the same deviation.
        sigma = deviation + quantile(p)
        sigma = min(max(sigma, LEAST_SIGMAS), MOST_SIGMAS)
    return mean + deviation * (sigma - SLACK * abs(sigma))


def everything(row):
    """All finite elements: where the estimate failed."""
    return row.at_least(LEAST)


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
    indices, values = row.at_least(estimated(row, k, p))
    if k == 0:
        return by_mass(row, indices, values, p)
    if len(indices) < k:
        indices, values = everything(row)
    if len(indices) > k:
        chosen = kept(np.arange(len(values)), values, pivoted(values, None, k), k)
        indices, values = indices[chosen], values[chosen]
    if p >= 1.0:
        return indices
    weights = np.exp(values - values.max())
    return cut_by_mass(indices, values, weights, p * weights.sum(dtype=np.float64))


def by_mass(row, indices, values, p):
    """A top-p without a top-k: the total needs a pass of its own."""
    top = values.max() if len(values) else row.max()
    goal = p * row.mass(top)
    weights = np.exp(values - top)
    if weights.sum(dtype=np.float64) < goal:
        indices, values = everything(row)
        weights = np.exp(values - top)
    return cut_by_mass(indices, values, weights, goal)


def cut_by_mass(indices, values, weights, goal):
    """The shortest prefix of these elements that weighs the goal."""
    cut = pivoted(values, weights, goal)
    above = values > cut
    ties = np.flatnonzero(values == cut)
    missing = (goal - weights[above].sum(dtype=np.float64)) / weights[ties[0]] if len(ties) else 0
    return kept(indices, values, cut, np.count_nonzero(above) + max(int(np.ceil(missing)), 1))


# EVOLVE-BLOCK-END
