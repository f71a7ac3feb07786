"""Runs on the normalised scale: their final gaps, their anytime curves, the area under these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adrs.core.workload import Split
from adrs.study.records import Record
from adrs.study.yardstick import Yardstick

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A run's figures on the normalised scale.

    Args:
        record: The run.
        gaps: Final gap by split: on train the best so far, on the others the champion.
        fell_back: Splits on which the champion was not valid; the naive seed's gap stands there.
        area: Mean gap on train from the last seed to the end of the budget; ``None`` without a scale.
        drop: Gap of the champion on test less that on train; ``None`` where one is missing.
    """

    record: Record
    gaps: Mapping[Split, float]
    fell_back: tuple[Split, ...] = ()
    area: float | None = None
    drop: float | None = None


def measure(record: Record, scales: Mapping[Split, Yardstick], horizon: int) -> Measured:
    """A run on the scales of its problem.

    Args:
        record: The run.
        scales: The scale of each split that has one.
        horizon: Evaluations at which all curves of the problem end.
    """
    values = dict(record.values)
    if record.steps:
        values[Split.TRAIN] = record.steps[-1].value
    gaps: dict[Split, float] = {}
    fell_back = []
    for split, scale in scales.items():
        if split in values:
            gaps[split] = scale.gap(values[split])
        elif scale.fallback is not None:
            gaps[split] = scale.fallback
            fell_back.append(split)
    train = scales.get(Split.TRAIN)
    area = None if train is None or not record.steps else area_under(record, train, horizon)
    return Measured(
        record=record, gaps=gaps, fell_back=tuple(fell_back), area=area, drop=_drop(record, scales)
    )


def _drop(record: Record, scales: Mapping[Split, Yardstick]) -> float | None:
    both = (Split.TRAIN, Split.TEST)
    if any(split not in record.values or split not in scales for split in both):
        return None
    train, test = (scales[split].gap(record.values[split]) for split in both)
    return test - train


def curve_at(record: Record, scale: Yardstick, evaluations: Sequence[int]) -> Array:
    """Gap of the best so far on train after so many evaluations; ``nan`` before anything was valid.

    Returns:
        One gap for each entry of ``evaluations``. A run that ended early keeps its last value.
    """
    places = [step.evaluations for step in record.steps]
    gaps = np.array([np.nan, *(scale.gap(step.value) for step in record.steps)])
    found: Array = gaps[np.searchsorted(places, np.asarray(evaluations), side="right")]
    return found


def area_under(record: Record, scale: Yardstick, horizon: int) -> float:
    """Mean gap on train over the evaluations ``seeds .. horizon``: the area under the curve, per evaluation.

    The seeds are the same in every run, so the area begins when they are tried.
    """
    last = max(horizon, record.seeds)
    return float(np.nanmean(curve_at(record, scale, range(record.seeds, last + 1))))


def grid(seeds: int, horizon: int, *, points: int = 120) -> list[int]:
    """Evaluations at which curves are drawn: from the last seed to the end, at most ``points``."""
    spots = np.linspace(seeds, max(horizon, seeds), min(points, max(horizon - seeds, 0) + 1))
    return sorted({round(float(spot)) for spot in spots})
