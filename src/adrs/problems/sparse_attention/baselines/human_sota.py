# mypy: ignore-errors
"""vAttention (Desai et al., arXiv 2510.05688): large logits for certain, a verified sample of the rest."""

from statistics import NormalDist

import numpy as np

# EVOLVE-BLOCK-START

SINKS = 4
WINDOW = 16
TOP_SHARE = 0.02
PROBE_RATE = 0.02
EPSILON = 0.1
DELTA = 0.1


def kept(visible, fixed, sinks, window):
    """What is read for certain: what is fixed, the first visible keys and the last."""
    order = np.cumsum(visible, axis=1)
    near = visible & ((order <= sinks) | (order > order[:, -1:] - window))
    return fixed | near[None]


def logits(queries, keys, visible, scale):
    """[heads, queries, keys]; minus infinity where a key is not visible."""
    shared = np.repeat(keys, len(queries) // len(keys), axis=0)
    return np.where(visible, scale * (queries @ shared.transpose(0, 2, 1)), -np.inf)


def with_top(scores, held, count):
    """``held`` and the ``count`` largest logits that are not held yet."""
    if count > 0:
        rest = np.where(held, -np.inf, scores)
        best = np.argpartition(-rest, count - 1, axis=2)[:, :, :count]
        held = held.copy()
        np.put_along_axis(held, best, True, axis=2)
    return held


def budget(weight, held, visible, rng):
    """[heads, queries] how many of the other keys to read, for the denominator to be within epsilon.

    A probe of the rest gives the deviation of its weights and the size of the denominator; the normal
    approximation gives the sample (equation for the denominator, one-sided as in the public code).
    """
    rest = visible[None] & ~held
    count = rest.sum(axis=2)
    probes = np.maximum(2, (PROBE_RATE * count).astype(int))
    sample, most = [], int(probes.max())
    for head in range(len(held)):
        for query in range(held.shape[1]):
            where = np.nonzero(rest[head, query])[0]
            drawn = rng.choice(where, most) if len(where) else np.zeros(most, int)
            sample.append(weight[head, query, drawn])
    sample = np.array(sample).reshape(*count.shape, most)
    used = np.arange(most) < probes[:, :, None]
    mean = np.where(used, sample, 0.0).sum(axis=2) / probes
    deviation = np.sqrt(np.where(used, (sample - mean[:, :, None]) ** 2, 0.0).sum(axis=2) / (probes - 1))
    denominator = np.where(held & visible, weight, 0.0).sum(axis=2) + count * mean
    z = NormalDist().inv_cdf(1.0 - DELTA)
    asked = (z * deviation * count / (EPSILON * np.maximum(denominator, 1e-300))) ** 2
    return np.clip(np.floor(np.minimum(asked, count)), np.minimum(probes, count), count), count


def select(queries, keys, values, visible, scale, fixed, rng):
    """Reads sinks, window and top logits for certain, and of the rest as many as the rule asks for."""
    scores = logits(queries, keys, visible, scale)
    held = with_top(scores, kept(visible, fixed, SINKS, WINDOW), int(TOP_SHARE * keys.shape[1])) & visible
    weight = np.exp(scores - scores.max(axis=2, keepdims=True))
    wanted, count = budget(weight, held, visible, rng)
    rate = wanted / np.maximum(count, 1)
    return np.where(held, 1.0, rate[:, :, None] * visible)


# EVOLVE-BLOCK-END
