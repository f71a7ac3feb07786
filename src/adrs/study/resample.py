"""Bootstrap figures over runs: means, interquartile means, and the probability of improvement.

Runs are resampled within each problem, so that every resample has as many runs of each problem as the study:
the stratified bootstrap of Agarwal et al., *Deep Reinforcement Learning at the Edge of the Statistical
Precipice*, NeurIPS 2021, section 4.1. Intervals are percentile intervals (Efron & Tibshirani 1993, chapter
13) with a fixed seed: equal data give equal reports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RESAMPLES = 2000
LEVEL = 0.95
_SEED = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its bootstrap interval.

    Args:
        value: The figure of the runs themselves.
        low, high: Ends of the 95 % interval; equal to the value where one run cannot be resampled.
        n: Runs it rests on.
    """

    value: float
    low: float
    high: float
    n: int


def mean(values: Sequence[float]) -> Estimate:
    """Mean of at least one value, with its interval."""
    return stratified([values], lambda strata: strata[0].mean(axis=-1))


def interquartile_mean(strata: Sequence[Sequence[float]]) -> Estimate:
    """Mean of the middle half of all runs on all problems (section 4.3 of the paper).

    Args:
        strata: The values of each problem; every problem has at least one.
    """
    return stratified(strata, lambda parts: middle_mean(np.concatenate(parts, axis=-1)))


def mean_of_means(strata: Sequence[Sequence[float]]) -> Estimate:
    """Mean over problems of the mean over runs: every problem counts alike, however many runs it has."""
    return stratified(strata, lambda parts: np.mean([part.mean(axis=-1) for part in parts], axis=0))


def middle_mean(values: Array) -> Array:
    """Mean along the last axis without the lowest and highest quarter, ``n // 4`` values at each end."""
    cut = values.shape[-1] // 4
    ordered = np.sort(values, axis=-1)
    found: Array = ordered[..., cut : values.shape[-1] - cut].mean(axis=-1)
    return found


def stratified(strata: Sequence[Sequence[float]], figure: Callable[[list[Array]], Array]) -> Estimate:
    """``figure`` with its interval when runs are drawn again within each stratum.

    Args:
        strata: Values by stratum.
        figure: Takes one array a stratum whose last axis are its runs, and reduces that axis.
    """
    rng = np.random.default_rng(_SEED)
    parts = [np.asarray(values, dtype=float) for values in strata]
    drawn = [part[rng.integers(0, len(part), size=(RESAMPLES, len(part)))] for part in parts]
    low, high = np.quantile(figure(drawn), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(figure(parts)), float(low), float(high), sum(map(len, parts)))


def improvement(ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> Estimate:
    """Probability that a run of ours is better (less) than one of theirs on a problem drawn at random.

    Ties count half; it is the mean over problems of :func:`adrs.study.ranks.a12` (section 4.3 of the paper).

    Args:
        ours, theirs: Values by problem, in the same order of problems.
    """
    count = len(ours)

    def figure(parts: list[Array]) -> Array:
        pairs = zip(parts[:count], parts[count:], strict=True)
        found: Array = np.mean([_wins(a, b) for a, b in pairs], axis=0)
        return found

    found = stratified([*ours, *theirs], figure)
    return Estimate(found.value, found.low, found.high, sum(map(len, ours)))


def _wins(a: Array, b: Array) -> Array:
    """Share of pairs in which ``a`` is less, ties half, along the last axes."""
    left, right = a[..., :, None], b[..., None, :]
    found: Array = ((left < right) + 0.5 * (left == right)).mean(axis=(-2, -1))
    return found


def band(curves: Array) -> tuple[Array, Array, Array]:
    """Mean curve and the ends of its pointwise 95 % interval over runs.

    Args:
        curves: ``(n_runs, n_points)``.
    """
    rng = np.random.default_rng(_SEED)
    picks = rng.integers(0, len(curves), size=(RESAMPLES, len(curves)))
    weights = np.stack([np.bincount(row, minlength=len(curves)) for row in picks]) / len(curves)
    low, high = np.quantile(weights @ curves, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return curves.mean(axis=0), low, high
