"""A workload read once: the job, and what every region offers tick by tick.

Two sets of rules exist. ``published`` is the public simulator to the last digit, quirks and all; ``strict``
charges for what is free there. They are told apart in :mod:`.simulator` (beside the candidate) and, written a
second time, in :mod:`.replay` (the judge's).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SPOT, ON_DEMAND, WAIT = "S", "O", "N"
WORDS = {"spot": SPOT, "on_demand": ON_DEMAND, "wait": WAIT}
"""What a policy says, and the letter in the log."""
NAMES = {letter: word for word, letter in WORDS.items()}

STRICT, PUBLISHED = "strict", "published"

ON_DEMAND_PRICE = 3.06
"""USD per hour in every region."""
DEFAULT_SPOT_PRICE = 3.06 / (3.06 / 0.9731)
"""USD per hour where a region comes without prices."""

EPS_WORK = 1e-8
"""Seconds of work left that count as none."""
EPS_TASK = 1e-3
"""Seconds of overhead that count as none, and of work below which the guarantee is silent."""


@dataclass(frozen=True, slots=True)
class Region:
    """Availability and prices of one region, tick by tick.

    Args:
        available: Whether a spot machine can be had in the gap after each tick.
        prices: USD per hour at each tick; empty where there is no series.
    """

    available: tuple[bool, ...]
    prices: tuple[float, ...] = ()

    def price(self, tick: int) -> float:
        """Spot price of the gap after ``tick``; the last sample goes on for ever."""
        if not self.prices:
            return DEFAULT_SPOT_PRICE
        return self.prices[tick] if tick < len(self.prices) else self.prices[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What has to be done, by when, and where it can be done. All times in seconds.

    Args:
        gap: Length of a tick.
        duration: Work to do.
        deadline: When it must be done.
        overhead: Time lost at every start.
        look: Seconds of spot price that looking at another region costs (strict rules).
        rules: The rule sets a program is run under; the first gives the value.
        regions: The regions, home first.
    """

    gap: float
    duration: float
    deadline: float
    overhead: float
    look: float
    rules: tuple[str, ...]
    regions: tuple[Region, ...]

    @property
    def deadline_tick(self) -> int:
        """The last tick at which completion is in time."""
        return math.floor(self.deadline / self.gap)

    def budget(self, tick: int) -> float:
        """Whole gaps left before the deadline, in seconds."""
        return math.floor((self.deadline - tick * self.gap) / self.gap) * self.gap

    def need(self, left: float) -> float:
        """Whole gaps that a start from nothing would take, in seconds."""
        return math.ceil((left + self.overhead) / self.gap) * self.gap

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Job:
        """The job in a workload's inputs."""
        series = inputs["prices"]
        return cls(
            gap=float(inputs["gap_s"]),
            duration=float(inputs["duration_s"]),
            deadline=float(inputs["deadline_s"]),
            overhead=float(inputs["overhead_s"]),
            look=float(inputs["look_s"]),
            rules=tuple(inputs["rules"]),
            regions=tuple(
                Region(tuple(bit == "0" for bit in bits), _unfold(series[i]))
                for i, bits in enumerate(inputs["interrupted"])
            ),
        )


def _unfold(runs: Sequence[Sequence[float]] | None) -> tuple[float, ...]:
    """Price samples of ``[[price, ticks], ...]``."""
    return tuple(float(price) for price, ticks in runs or () for _ in range(int(ticks)))
