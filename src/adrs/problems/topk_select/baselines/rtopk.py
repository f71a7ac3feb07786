# mypy: ignore-errors
"""RTop-K's bisection of the threshold, a pass of the row a step; for a top-p on masses, not counts."""

import numpy as np

# EVOLVE-BLOCK-START


def bisected(low, high, enough):
    """The greatest float32 from ``low`` on that is enough; ``low`` is, and more than ``high`` is not."""
    low, high = np.float32(low), np.nextafter(np.float32(high), np.float32(np.inf))
    while True:
        middle = np.float32(low + (high - low) / 2)
        if middle <= low or middle >= high:
            return low
        verdict = enough(middle)
        if verdict == 0:
            return middle
        if verdict > 0:
            low = middle
        else:
            high = middle


def kept(indices, values, threshold, count):
    """The first ``count`` of what is not below the threshold; of equal values those with low indices."""
    chosen = values >= threshold
    indices, values = indices[chosen], values[chosen]
    surplus = len(indices) - count
    if surplus > 0:
        ties = np.flatnonzero(values == threshold)
        indices = np.delete(indices, ties[len(ties) - surplus :])
    return indices


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
    top = row.max()
    low = np.float32(top - 200.0)
    finite = row.count_at_least(low)
    limit = min(k, finite) if k > 0 else finite
    if limit == finite:
        indices, values = row.at_least(low)
    else:
        threshold = bisected(low, top, lambda t: row.count_at_least(t) - limit)
        indices, values = row.at_least(threshold)
        indices = kept(indices, values, threshold, limit)
        values = values if len(values) == limit else row.read()[indices]
    if p >= 1.0:
        return indices
    weights = np.exp(values.astype(np.float64) - top)
    goal = p * weights.sum()

    def enough(threshold):
        return 1 if weights[values >= threshold].sum() >= goal else -1

    threshold = bisected(low, top, enough)
    above = weights[values > threshold].sum()
    equal = np.exp(np.float64(threshold) - top)
    count = np.count_nonzero(values > threshold) + int(np.ceil((goal - above) / equal))
    return kept(indices, values, threshold, count)


# EVOLVE-BLOCK-END
