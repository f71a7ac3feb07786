"""Rank statistics: who is less, how often, and whether that could be chance. Less is better throughout.

Tests need scipy (``adrs[stats]``), which is imported when one is asked for; effect sizes and Holm's
correction do not.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

import numpy as np

_EXACT = 13  # pairs up to which all sign changes are enumerated: 2 ** 13


def tests_available() -> bool:
    """Whether scipy is installed."""
    return importlib.util.find_spec("scipy") is not None


def a12(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Probability that a value of ours is less than one of theirs, ties half (Vargha & Delaney 2000).

    0.5 means no difference; 1 that ours is always less.
    """
    left, right = np.asarray(ours)[:, None], np.asarray(theirs)[None, :]
    return float(((left < right) + 0.5 * (left == right)).mean())


def cliffs_delta(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """``2 * a12 - 1``: from -1, ours is always more, to 1, ours is always less (Cliff 1993)."""
    return 2.0 * a12(ours, theirs) - 1.0


def magnitude(a12_value: float) -> str:
    """The size of an effect in words, by the thresholds of Vargha & Delaney 2000 (0.56, 0.64, 0.71)."""
    away = abs(a12_value - 0.5)
    for word, threshold in (("large", 0.21), ("medium", 0.14), ("small", 0.06)):
        if away >= threshold - 1e-12:
            return word
    return "negligible"


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for how many there are (Holm 1979): step-down, never less than before, at most 1."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    corrected = [1.0] * len(p_values)
    highest = 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[index]))
        corrected[index] = highest
    return corrected


def wilcoxon(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Two-sided p-value of the signed-rank test on pairs (Wilcoxon 1945); 1 where no pair differs.

    Pairs without a difference rank but do not vote (Pratt 1959). Up to 13 pairs the distribution over all
    changes of sign is enumerated, which is exact also with ties; beyond that it is the normal approximation.
    """
    from scipy import stats

    gaps = np.asarray(ours) - np.asarray(theirs)
    if len(gaps) < 2 or not gaps.any():
        return 1.0
    method: Any = "approx"
    if len(gaps) <= _EXACT:
        method = stats.PermutationMethod(n_resamples=2**_EXACT)
    return float(stats.wilcoxon(gaps, zero_method="pratt", method=method).pvalue)


def mann_whitney(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Two-sided p-value of the rank-sum test on independent runs (Mann & Whitney 1947)."""
    from scipy import stats

    if len(set(ours) | set(theirs)) == 1:
        return 1.0
    return float(stats.mannwhitneyu(ours, theirs, alternative="two-sided").pvalue)


def least_p(pairs: int) -> float:
    """The smallest p-value that a signed-rank test on so many pairs can give."""
    return min(1.0, 2.0 ** (1 - pairs))


def average_ranks(table: Sequence[Sequence[float]]) -> list[float]:
    """Mean rank of each column over the rows, 1 for the least; ties share their ranks."""
    return [float(rank) for rank in np.mean([_ranks(row) for row in table], axis=0)]


def friedman(table: Sequence[Sequence[float]]) -> float | None:
    """P-value that the columns do not differ in rank (Friedman 1937).

    Args:
        table: One row a problem, one column a contender (Demšar 2006, section 3.2.2).

    Returns:
        ``None`` with fewer than two rows or three columns, for which there is no such test.
    """
    if len(table) < 2 or len(table[0]) < 3:
        return None
    from scipy import stats

    columns = np.asarray(table).T
    if all(len(set(row)) == 1 for row in table):
        return 1.0
    return float(stats.friedmanchisquare(*columns).pvalue)


def _ranks(row: Sequence[float]) -> list[float]:
    values = np.asarray(row)
    less = (values[:, None] > values[None, :]).sum(axis=1)
    same = (values[:, None] == values[None, :]).sum(axis=1)
    return [float(rank) for rank in less + (same + 1) / 2]
