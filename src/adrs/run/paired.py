"""How sure a difference is: bootstrap over workloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adrs.core.problem import Direction, Objective
from adrs.core.verdict import Evaluation


@dataclass(frozen=True, slots=True)
class Margin:
    """Relative gain over a reference, paired by workload.

    Args:
        mean: Mean of ``(reference - value) / |reference|`` (sign such that more is better).
        low, high: Ends of the 95 % percentile bootstrap interval.
        workloads: Number of pairs.
    """

    mean: float
    low: float
    high: float
    workloads: int


def margin(
    objective: Objective, ours: Evaluation, reference: Evaluation, *, resamples: int = 10_000
) -> Margin | None:
    """Gain of ``ours`` over ``reference`` on the workloads where both are valid.

    The interval is the percentile bootstrap (Efron & Tibshirani 1993, ch. 13) over workloads, with a fixed
    seed. ``None`` with fewer than two pairs.
    """
    theirs = {v.workload: v.value for v in reference.verdicts}
    gains = [
        gain(objective, v.value, other)
        for v in ours.verdicts
        if v.value is not None and (other := theirs.get(v.workload)) is not None
    ]
    if len(gains) < 2:
        return None
    return _interval(gains, resamples)


def gain(objective: Objective, value: float, reference: float) -> float:
    """Relative gain of ``value`` over ``reference``, more is better."""
    sign = 1.0 if objective.direction is Direction.MINIMIZE else -1.0
    return sign * (reference - value) / max(abs(reference), 1e-300)


def _interval(gains: Sequence[float], resamples: int) -> Margin:
    values = np.asarray(gains)
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(values), size=(resamples, len(values)))
    means = values[picks].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Margin(float(values.mean()), float(low), float(high), len(gains))
