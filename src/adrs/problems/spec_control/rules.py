"""The objective: latency against that of no speculation, with a price on being slower."""

from __future__ import annotations

from collections.abc import Sequence

SLOWER_COUNTS = 5.0
"""How many times what a program is slower than no speculation counts."""


def value(latency_ms: float, plain_ms: float) -> float:
    """Mean latency over the one without speculation; what exceeds 1 counts five times.

    This is the guard-rail "never worse than no speculation" as a price and not as a rule of validity: a
    search needs to see how far over it is, and fixed lengths, which all are over it somewhere, stay
    comparable.
    """
    ratio = latency_ms / plain_ms
    return ratio if ratio <= 1.0 else 1.0 + SLOWER_COUNTS * (ratio - 1.0)


def mean(values: Sequence[float]) -> float:
    """The mean, summed in order."""
    total = 0.0
    for item in values:
        total += item
    return total / len(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least ``share`` of ``values`` do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
