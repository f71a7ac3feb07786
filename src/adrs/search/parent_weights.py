"""Which of a ranked population becomes a parent: weights from scores and ranks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median


def sigmoid_weights(scores: Sequence[float], *, sharpness: float) -> list[float]:
    """``s_i = sigmoid(lambda (score_i - median) / MAD)`` for each score.

    ShinkaEvolve (arXiv 2509.19349, "parent and inspiration sampling"): the performance term of a parent's
    weight. Dividing by the median absolute deviation is its code's (``shinka/database/parents.py``), so that
    one ``lambda`` serves scores of any size; equal scores all get one half.
    """
    middle = median(scores)
    spread = max(median([abs(score - middle) for score in scores]), 1e-6)
    return [_sigmoid(sharpness * (score - middle) / spread) for score in scores]


def power_law_weights(count: int, *, alpha: float) -> list[float]:
    """``rank_i ** -alpha`` for ranks 1 to ``count``, best first: 0 is uniform (ShinkaEvolve, same place)."""
    return [rank**-alpha for rank in range(1, count + 1)]


def _sigmoid(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-min(x, 700.0)))
    raised = math.exp(max(x, -700.0))
    return raised / (1.0 + raised)
