"""Round numbers along an axis, and places for labels that would overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear map from values to pixels.

    Args:
        low, high: Ends of the value range; ``low < high``.
        start, end: Their places in pixels.
    """

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """The pixel of a value; values past the ends are drawn at them."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def shows(self, value: float) -> bool:
        """Whether the value lies within the range."""
        return self.low <= value <= self.high

    def ticks(self, count: int = 5) -> list[float]:
        """About ``count`` round values within the range."""
        step = round_step((self.high - self.low) / count)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [index * step for index in range(first, last + 1)]


def round_step(rough: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below ``rough``."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1.0, 2.0, 5.0, 10.0) if m * power >= rough * (1 - 1e-9))


def tick_text(value: float, step: float) -> str:
    """A tick's label, with as many decimals as its step needs."""
    if value != 0 and (abs(value) >= 1e7 or step < 1e-6):
        return f"{value:.3g}"
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value:,.{decimals}f}"


def spread(places: Sequence[float], gap: float) -> list[float]:
    """``places`` pushed towards higher pixels until they lie ``gap`` apart; the order is kept."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    return moved
