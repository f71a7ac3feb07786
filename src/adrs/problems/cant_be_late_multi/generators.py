"""Synthetic traces: availability and prices of zones, calibrated to published statistics of nine V100 zones.

What is matched (see the README for the figures): each zone's share of ticks with spot machines, its spells of
minutes to days, the correlation of about 0.4 between zones of one region and nearly none across regions, and
prices that drift by a fraction of a percent about nine times in sixty hours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

PROBE_TICKS = 3
"""Availability changes at every third tick only: the traces were probed every ten minutes."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone: the geographic region it shares fate with, its share of ticks with spot, its price in USD/h."""

    area: int
    share: float
    price: float


EAST_A = Zone(0, 0.19, 1.66)
EAST_C = Zone(0, 0.47, 1.29)
EAST_D = Zone(0, 0.48, 1.25)
EAST_F = Zone(0, 0.61, 1.28)
OHIO_A = Zone(1, 0.75, 0.925)
OHIO_B = Zone(1, 0.68, 0.925)
WEST_A = Zone(2, 0.91, 0.941)
WEST_B = Zone(2, 0.93, 0.944)
WEST_C = Zone(2, 0.92, 0.936)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How availability and prices move.

    Args:
        shared: Correlation of the hidden states of zones in one area.
        slow: Share of the hidden variance that changes slowly, over ``slow_h``; the rest within ``fast_h``.
        slow_h: Time constant of the slow part, in hours.
        fast_h: Time constant of the fast part, in hours.
        price_step: Mean relative size of a price change.
        price_changes: Price changes an hour.
        spread: Standard deviation of a zone's hidden mean between traces.
    """

    shared: float = 0.75
    slow: float = 0.93
    slow_h: float = 7.0
    fast_h: float = 0.3
    price_step: float = 0.004
    price_changes: float = 0.15
    spread: float = 0.4


def draw(
    rng: np.random.RandomState, zones: Sequence[Zone], weather: Weather, *, gap_s: float, ticks: int
) -> dict[str, Any]:
    """``interrupted`` bit strings and ``prices`` runs of ``zones``, in their order."""
    probes = -(-ticks // PROBE_TICKS)
    step_h = PROBE_TICKS * gap_s / 3600
    commons = {area: _state(rng, probes, step_h, weather) for area in sorted({z.area for z in zones})}
    interrupted = []
    for zone in zones:
        own = _state(rng, probes, step_h, weather)
        state = math.sqrt(weather.shared) * commons[zone.area] + math.sqrt(1 - weather.shared) * own
        width = math.sqrt(1 + weather.spread**2)
        level = NormalDist().inv_cdf(zone.share) * width + weather.spread * rng.randn()
        up = np.repeat(state < level, PROBE_TICKS)[:ticks]
        interrupted.append("".join("0" if bit else "1" for bit in up))
    prices = [_prices(rng, zone, weather, gap_s=gap_s, ticks=ticks) for zone in zones]
    return {"interrupted": interrupted, "prices": prices}


def _state(rng: np.random.RandomState, n: int, step_h: float, weather: Weather) -> Any:
    """A hidden state of unit variance: the sum of a slow and a fast Ornstein-Uhlenbeck process."""
    total = np.zeros(n)
    for share, time_h in ((weather.slow, weather.slow_h), (1 - weather.slow, weather.fast_h)):
        keep = math.exp(-step_h / time_h)
        noise = rng.randn(n)
        value = noise[0]
        path = np.empty(n)
        for i in range(n):
            path[i] = value
            value = keep * value + math.sqrt(1 - keep * keep) * noise[(i + 1) % n]
        total += math.sqrt(share) * path
    return total


def _prices(
    rng: np.random.RandomState, zone: Zone, weather: Weather, *, gap_s: float, ticks: int
) -> list[list[float]]:
    """``[[USD per hour, ticks], …]``: a random walk around the zone's price."""
    price = zone.price * float(rng.uniform(0.95, 1.05))
    runs: list[list[float]] = []
    left = ticks
    while left > 0:
        length = min(left, 1 + int(rng.exponential(3600 / (gap_s * weather.price_changes))))
        runs.append([round(min(max(price, 0.5), 3.0), 4), length])
        left -= length
        price *= math.exp(float(rng.choice([-1.0, 1.0])) * float(rng.exponential(weather.price_step)))
    return runs
