"""Synthetic networks of three clouds: made-up regions, prices and rates that follow the measured ones.

Prices follow the structure of the public price lists of the study: a provider charges by where the data
leave, little within a continent of its own, more to its other regions, most to other clouds. Rates are drawn
from the quantiles of the measured rates for the same pair of providers, the higher the nearer. No price, rate
or region is taken over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

AREAS = ("na", "eu", "as", "oc", "sa", "me", "af")
_PLACES: Mapping[str, tuple[float, float]] = {  # degrees north and east
    "na": (40, -95), "eu": (50, 8), "as": (22, 110), "oc": (-33, 148),
    "sa": (-25, -55), "me": (26, 50), "af": (-30, 25),
}  # fmt: skip
_WEIGHTS: Mapping[str, tuple[float, ...]] = {  # how regions of a provider are spread over the areas
    "aws": (5, 8, 8, 1, 1, 2, 1),
    "azure": (7, 8, 3, 1, 1, 2, 1),
    "gcp": (5, 6, 8, 2, 2, 1, 0.5),
}
REMOTE = 0.15
"""Share of Asian regions that gcp's price list treats like Oceania."""
_LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
_RATES: Mapping[tuple[str, str], tuple[float, ...]] = {  # Gbit/s of one VM at these levels, measured
    ("aws", "aws"): (3.8, 4.4, 4.9, 5.0, 5.1, 5.3, 5.4),
    ("aws", "azure"): (4.2, 4.8, 5.0, 5.1, 5.2, 5.4, 5.7),
    ("aws", "gcp"): (0.2, 4.6, 5.0, 5.1, 5.2, 5.4, 5.6),
    ("azure", "aws"): (0.7, 1.2, 2.3, 3.6, 5.7, 9.6, 9.7),
    ("azure", "azure"): (4.2, 8.4, 12.7, 14.7, 16.8, 19.8, 27.7),
    ("azure", "gcp"): (0.2, 2.4, 4.7, 7.3, 10.8, 15.8, 33.7),
    ("gcp", "aws"): (1.6, 3.3, 5.2, 6.6, 7.1, 7.6, 8.4),
    ("gcp", "azure"): (4.7, 6.3, 7.4, 8.1, 8.6, 8.8, 9.1),
    ("gcp", "gcp"): (3.6, 12.4, 18.1, 23.0, 28.7, 32.6, 33.2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clouds:
    """A family of networks.

    Args:
        regions: How many, by provider.
        price_spread: Every source's prices are scaled by a random factor up to this, or down to its inverse.
        nearness: How much of a link's rank among the rates of its kind is distance, 0 to 1.
        flaky: Share of links whose rate is a tenth.
    """

    regions: Mapping[str, int]
    price_spread: float = 1.0
    nearness: float = 0.6
    flaky: float = 0.0


@dataclass(frozen=True, slots=True)
class Region:
    """A made-up region: provider, area, place in degrees, and whether reaching it costs gcp more."""

    provider: str
    area: str
    place: tuple[float, float]
    name: str
    remote: bool


def draw(clouds: Clouds, rng: Random) -> dict[str, Any]:
    """``regions``, ``links``, ``price`` and ``rate`` (of one VM) as a workload's inputs have them."""
    regions = _regions(clouds, rng)
    prices = _Prices(clouds, regions, rng)
    pairs = [(u, v) for u in range(len(regions)) for v in range(len(regions)) if u != v]
    rng.shuffle(pairs)
    rates = _rates(clouds, regions, pairs, rng)
    return {
        "regions": [region.name for region in regions],
        "links": np.array(pairs, dtype=np.int16),
        "price": np.array([prices.of(u, v) for u, v in pairs]),
        "rate": np.array(rates),
    }


def _regions(clouds: Clouds, rng: Random) -> list[Region]:
    made: list[Region] = []
    for provider, number in clouds.regions.items():
        counts: dict[str, int] = {}
        for area in rng.choices(AREAS, _WEIGHTS[provider], k=number):
            counts[area] = counts.get(area, 0) + 1
            north, east = _PLACES[area]
            place = (north + rng.uniform(-9, 9), east + rng.uniform(-15, 15))
            remote = area == "oc" or (area == "as" and rng.random() < REMOTE)
            made.append(Region(provider, area, place, f"{provider}:{area}-{counts[area]}", remote))
    return made


class _Prices:
    """USD per GB between regions, rounded as price lists are."""

    def __init__(self, clouds: Clouds, regions: Sequence[Region], rng: Random) -> None:
        self._regions = regions
        self._own = [_own_price(region, rng) for region in regions]
        self._away = [_away_price(r, own, rng) for r, own in zip(regions, self._own, strict=True)]
        spread = np.log(clouds.price_spread)
        self._factor = [float(np.exp(rng.uniform(-spread, spread))) for _ in regions]

    def of(self, u: int, v: int) -> float:
        """Price of the link from region ``u`` to region ``v``."""
        return round(self._factor[u] * self._list_price(u, v), 4)

    def _list_price(self, u: int, v: int) -> float:
        tail, head = self._regions[u], self._regions[v]
        if tail.provider == "gcp":
            return _gcp_price(tail, head, self._away[u])
        if tail.provider != head.provider:
            return self._away[u]
        if tail.provider == "azure" and tail.area == head.area and tail.area in ("na", "eu"):
            return 0.02
        return self._own[u]


def _own_price(region: Region, rng: Random) -> float:
    """To another region of the same provider, where that is one price."""
    rich = region.area in ("na", "eu")
    if region.provider == "aws":
        return 0.02 if rich else round(rng.uniform(0.08, 0.147), 3)
    return 0.05 if rich else 0.16 if region.area == "sa" else 0.08


def _away_price(region: Region, own: float, rng: Random) -> float:
    """To another provider."""
    rich = region.area in ("na", "eu")
    if region.provider == "aws":
        return 0.09 if rich else round(max(own + 0.006, rng.uniform(0.106, 0.154)), 3)
    if region.provider == "azure":
        return 0.0875 if rich else 0.181 if region.area == "sa" else 0.12
    return 0.19 if region.remote else rng.choice([0.12, 0.12, 0.12, 0.12, 0.14, 0.147])


def _gcp_price(tail: Region, head: Region, away: float) -> float:
    """Zones of a continent are near each other; Oceania and some of Asia are far from all others."""
    if tail.provider != head.provider:
        return 0.19 if head.area == "oc" else away
    if tail.area == head.area:
        return {"na": 0.01, "eu": 0.02, "as": 0.05}.get(tail.area, 0.08)
    return 0.15 if tail.remote or head.remote else 0.08


def _rates(
    clouds: Clouds, regions: Sequence[Region], pairs: Sequence[tuple[int, int]], rng: Random
) -> list[float]:
    """Gbit/s of one VM on every pair: ranks by nearness and chance, put on the measured quantiles."""
    groups: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for i, (u, v) in enumerate(pairs):
        score = clouds.nearness * _nearness(regions[u], regions[v]) + (1 - clouds.nearness) * rng.random()
        groups.setdefault((regions[u].provider, regions[v].provider), []).append((score, i))
    rates = [0.0] * len(pairs)
    for kind, members in groups.items():
        for rank, (_, i) in enumerate(sorted(members)):
            level = (rank + 0.5) / len(members)
            slow = 0.1 if rng.random() < clouds.flaky else 1.0
            rates[i] = round(slow * float(np.interp(level, _LEVELS, _RATES[kind])), 4)
    return rates


def _nearness(a: Region, b: Region) -> float:
    """1 at the same place, 0 at the antipodes."""
    north_a, east_a, north_b, east_b = np.radians([*a.place, *b.place])
    cosine = np.sin(north_a) * np.sin(north_b) + np.cos(north_a) * np.cos(north_b) * np.cos(east_a - east_b)
    return float(1 - np.arccos(np.clip(cosine, -1, 1)) / np.pi)
