"""Damage to counters, drawn exactly as the published generator draws it, from a generator of its own.

The published one shares Python's global generator with the program under test, which may reseed it. Here
every caller brings a private :class:`random.Random`. With the defaults, seed 42 and the published sample of
rows, the snapshots are the published ones to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from adrs.problems.telemetry_repair.snapshots import Counters, Interface, Snapshot, topology_of

BUGS = ("dropped", "scaled", "correlated_dropped", "correlated_scaled")
Range = tuple[float, float]
Mask = tuple[bool, bool]
"""Whether ``(rx, tx)`` of an interface were struck."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """Reported counters, and what befell them."""

    bug: str
    reported: Mapping[str, Counters]
    struck: Mapping[str, Mask]
    routers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """The published damage; test workloads shift its parameters.

    Args:
        bugs: Which one befalls a snapshot is drawn from these, uniformly.
        strike: Probability that an interface, or for correlated bugs a router, is struck.
        low: Range of factors that scale down.
        high: Range of factors that scale up.
        noise: Every other reading is multiplied by 1 ± this much, uniformly.
        lone: Rx and tx of an interface are struck independently (not published).
    """

    bugs: tuple[str, ...] = BUGS
    strike: float = 0.2
    low: Range = (0.5, 0.8)
    high: Range = (1.2, 1.5)
    noise: float = 0.02
    lone: bool = False

    def apply(self, snapshot: Snapshot, rng: Random) -> Damaged:
        """The next damage that ``rng`` draws for ``snapshot``."""
        bug = rng.choice(self.bugs)
        reported: dict[str, Counters] = {}
        struck: dict[str, Mask] = {}
        for name, interface in snapshot.items():
            rates = tuple(rate * rng.uniform(1 - self.noise, 1 + self.noise) for rate in _observed(interface))
            struck[name] = self._interface_mask(rng) if bug in ("dropped", "scaled") else (False, False)
            reported[name] = self._strike(rates, struck[name], bug == "dropped", rng)
        hit = []
        for router, names in topology_of(snapshot.values()).items():
            if rng.random() < 1 - self.strike or not bug.startswith("correlated"):
                continue
            hit.append(router)
            for name in names:
                struck[name] = (True, True)
                rates = _observed(snapshot[name])
                reported[name] = self._strike(rates, (True, True), bug == "correlated_dropped", rng)
        return Damaged(bug, reported, struck, tuple(hit))

    def _interface_mask(self, rng: Random) -> Mask:
        if self.lone:
            return rng.random() < self.strike, rng.random() < self.strike
        both = rng.random() < self.strike
        return both, both

    def _strike(self, rates: tuple[float, ...], mask: Mask, drop: bool, rng: Random) -> Counters:
        rx, tx = (
            rate if not hit else 0.0 if drop else rate * self._factor(rng)
            for rate, hit in zip(rates, mask, strict=True)
        )
        return rx, tx

    def _factor(self, rng: Random) -> float:
        return rng.choice([rng.uniform(*self.low), rng.uniform(*self.high)])


def _observed(interface: Interface) -> Counters:
    return interface.rx, interface.tx
