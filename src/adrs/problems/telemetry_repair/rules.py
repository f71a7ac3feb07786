"""How repairs are scored: the published metric as it is, and ours.

The published metric gives 0.838 for passing everything through with full confidence, more than its published
human solution gets (0.822). Ours, :func:`quality`, keeps the weights but tells programs apart: values are
counted wherever truth is known, and confidence by a proper scoring rule. The *value* of a repair is what its
quality gains over passing the readings through (:func:`pass_through`), in points; so that scores 0, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adrs.problems.telemetry_repair.snapshots import Counters

RATES = ("rx_rate", "tx_rate")
STATUS = "interface_status"
COUNTER_WEIGHT, STATUS_WEIGHT, CALIBRATION_WEIGHT = 0.75, 0.05, 0.2

CLOSE = 0.05
"""A repaired value is right when it is within this share of the truth; confidence is the chance of that."""

Truth = tuple[float | None, float | None, str]
"""True ``(rx, tx, status)`` of an interface; ``None`` where a rate was not recorded."""
Repair = tuple[tuple[float, float], tuple[float, float], str]
"""Repaired ``((rx, confidence), (tx, confidence), status)`` of an interface."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Three parts of a score, each in [0, 1] where confidences are."""

    counter: float
    status: float
    calibration: float

    @property
    def combined(self) -> float:
        """The weighted sum."""
        return (
            COUNTER_WEIGHT * self.counter
            + STATUS_WEIGHT * self.status
            + CALIBRATION_WEIGHT * self.calibration
        )


FAILED = Scores(0.0, 0.0, 0.0)


def error_of(value: float, truth: float) -> float:
    """Relative error, at most 1; rates below 1 Mbps are measured against 1 Mbps."""
    return min(abs(value - truth) / max(truth, 1.0), 1.0)


def miss_of(value: float, confidence: float, truth: float) -> float:
    """Brier score of a confidence: its squared distance from whether the value is right."""
    right = error_of(value, truth) <= CLOSE
    return (confidence - float(right)) ** 2


def quality(truth: Mapping[str, Truth], repairs: Mapping[str, Repair]) -> Scores:
    """Our score of one snapshot; ``repairs`` holds every interface of ``truth``."""
    error, miss, counters, kept = 0.0, 0.0, 0, 0
    for name, (*rates, status) in truth.items():
        *repaired, claimed = repairs[name]
        kept += claimed == status
        for true, (value, confidence) in zip(rates, repaired, strict=True):
            if isinstance(true, float) and not isinstance(value, str):
                error += error_of(value, true)
                miss += miss_of(value, float(confidence), true)
                counters += 1
    counters = max(counters, 1)
    return Scores(1.0 - error / counters, kept / max(len(truth), 1), 1.0 - miss / counters)


def pass_through(reported: Mapping[str, Counters]) -> dict[str, Repair]:
    """Everything as reported, with full confidence: the zero of the scale."""
    return {name: ((rx, 1.0), (tx, 1.0), "up") for name, (rx, tx) in reported.items()}


def as_published(reported: Mapping[str, Counters], repairs: Mapping[str, Repair]) -> dict[str, Any]:
    """Repairs in the form that programs return."""
    return {
        name: {
            "rx_rate": (reported[name][0], *rx),
            "tx_rate": (reported[name][1], *tx),
            STATUS: ("up", status, 1.0),
        }
        for name, (rx, tx, status) in repairs.items()
    }


def published(truth: Mapping[str, Truth], result: Any) -> Scores:
    """The published scores of whatever a program returned for one snapshot, loopholes included.

    An exception while scoring makes all of them 0.
    """
    try:
        return Scores(
            _published_counter(truth, result),
            _published_status(truth, result),
            _published_calibration(truth, result),
        )
    except Exception:
        return FAILED


def _read(entry: Any, default: Any) -> Any:
    """The repaired value in an entry: element 1 of a pair or longer; anything else as it is."""
    if isinstance(entry, tuple) and len(entry) >= 2:
        return entry[1]
    return default if entry is None else entry


def _published_counter(truth: Mapping[str, Truth], result: Any) -> float:
    errors = []
    for name, fields in result.items():
        for i, rate in enumerate(RATES) if name in truth else ():
            true = truth[name][i]
            if isinstance(true, int | float) and true > 0:
                value = _read(fields.get(rate, 0.0), None)
                errors.append(min(abs(value - true) / true, 1.0))
    return max(0.0, 1.0 - _mean(errors)) if errors else 0.0


def _published_status(truth: Mapping[str, Truth], result: Any) -> float:
    kept = [
        float(_read(fields.get(STATUS, "unknown"), None) == truth[name][2])
        for name, fields in result.items()
        if name in truth
    ]
    return _mean(kept) if kept else 1.0


def _published_calibration(truth: Mapping[str, Truth], result: Any) -> float:
    scores = []
    for name, fields in result.items():
        for i, rate in enumerate(RATES) if name in truth else ():
            entry, true = fields.get(rate), truth[name][i]
            if isinstance(entry, tuple) and len(entry) > 2 and true is not None:
                _, value, confidence = entry
                assert isinstance(true, int | float)
                scores.append(_calibrated(value, confidence, true))
    return _mean(scores) if scores else 1.0


def _calibrated(value: float, confidence: float, true: float) -> float:
    accuracy = 1.0 - abs(true - value) / max(abs(true), abs(value), 1.0)
    if accuracy > 0.8:
        score = 1.0 if confidence > 0.7 else 0.5 + (confidence - 0.3) * 1.25
    else:
        score = 0.8 if confidence < 0.3 else max(0.0, 0.8 - confidence * (1.0 - accuracy) * 2.0)
    return max(0.0, min(1.0, score))


def _mean(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total / len(values)
