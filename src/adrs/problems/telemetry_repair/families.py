"""What each split is made of: networks and damage, with the parameters of the test split shifted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from adrs.core.workload import Split
from adrs.problems.telemetry_repair.damage import Damage, Range
from adrs.problems.telemetry_repair.networks import NSFNET, Network
from adrs.problems.telemetry_repair.snapshots import Snapshot, topology_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Damage that comes before the published one, on four snapshots in five.

    The public evaluator announces six such scenarios without publishing them; these are our own reading of
    the one sentence that describes each.

    Args:
        share: Probability that a counter, or all counters of a router, is struck.
        factor: Range of what a struck counter is multiplied by; ``(0, 0)`` drops it.
        routers: Whole routers are struck instead of single counters.
    """

    share: float
    factor: Range = (0.0, 0.0)
    routers: bool = False

    def apply(self, snapshot: Snapshot, rng: Random) -> Snapshot:
        """The snapshot with its observed rates damaged; the recorded truth stays."""
        if rng.random() >= 0.8:
            return snapshot
        hit = {router for router in topology_of(snapshot.values()) if rng.random() < self.share}
        changed = {}
        for name, interface in snapshot.items():
            rates = [
                rate * rng.uniform(*self.factor) if self._strikes(interface.local in hit, rng) else rate
                for rate in (interface.rx, interface.tx)
            ]
            changed[name] = replace(interface, rx=rates[0], tx=rates[1])
        return changed

    def _strikes(self, router_hit: bool, rng: Random) -> bool:
        alone = rng.random() < self.share
        return router_hit if self.routers else alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A named distribution of snapshots."""

    name: str
    network: Network = Network()
    damage: Damage = Damage()
    before: Before | None = None


def _single(bug: str) -> Family:
    return Family(name=bug, damage=Damage(bugs=(bug,)))


MIXED = Family(name="mixed")
_USUAL = (
    MIXED,
    _single("scaled"),
    _single("correlated_scaled"),
    MIXED,
    MIXED,
    _single("dropped"),
    _single("correlated_dropped"),
    MIXED,
)
WIDER: Mapping[str, Before] = {
    "wider_zeroing": Before(share=0.25),
    "wider_zeroed_routers": Before(share=0.30, routers=True),
    "wider_scaled_down": Before(share=0.20, factor=(0.5, 0.8)),
    "wider_scaled_up": Before(share=0.15, factor=(1.2, 1.5)),
    "wider_scaled_down_routers": Before(share=0.25, factor=(0.6, 0.7), routers=True),
    "wider_scaled_up_routers": Before(share=0.20, factor=(1.3, 1.4), routers=True),
}
_SHIFTED = (
    Family(name="nsfnet", network=Network(links=NSFNET)),
    Family(name="nsfnet", network=Network(links=NSFNET), damage=Damage(strike=0.3)),
    Family(name="large", network=Network(routers=(24, 36), degree=3.0)),
    Family(name="large", network=Network(routers=(24, 36), degree=2.6)),
    Family(name="sparse", network=Network(routers=(10, 18), degree=2.1)),
    Family(name="dense", network=Network(routers=(8, 12), degree=4.5)),
    Family(name="rare", damage=Damage(strike=0.06)),
    Family(name="heavy", damage=Damage(strike=0.4)),
    Family(name="mild", damage=Damage(low=(0.7, 0.9), high=(1.1, 1.3))),
    Family(name="wild", damage=Damage(low=(0.1, 0.5), high=(2.0, 4.0))),
    Family(name="noisy", network=Network(skew=0.03), damage=Damage(noise=0.03)),
    Family(name="uneven", network=Network(spread=1.6, lean=0.9, median_mbps=900.0)),
    Family(name="lone", damage=Damage(bugs=("dropped", "scaled"), lone=True)),
    Family(name="lone", damage=Damage(bugs=("scaled",), lone=True, strike=0.3)),
    *(Family(name=name, before=before) for name, before in WIDER.items()),
)

PLANS: Mapping[Split, tuple[Family, ...]] = {
    Split.TRAIN: _USUAL,
    Split.VALIDATION: tuple(
        replace(
            family, network=Network(routers=(10, 20), degree=2.8), damage=replace(family.damage, strike=0.25)
        )
        for family in _USUAL
    ),
    Split.TEST: _SHIFTED,
}
