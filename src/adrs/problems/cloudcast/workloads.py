"""The broadcasts: synthetic ones for train, validation and test, the five public ones from their files.

Train and validation follow the public broadcasts (300 GB, ten partitions, two VMs, five to seven
destinations, within a cloud or across). Test shifts them: other numbers of regions, destinations, partitions
and VMs, other volumes, limits, prices and rates. Every workload has its own seed, made from its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from adrs.core.workload import Split, Workload
from adrs.problems.cloudcast.networks import Clouds, draw
from adrs.problems.cloudcast.published import LEADERBOARD_NAMES
from adrs.problems.cloudcast.rules import Network, provider
from adrs.problems.cloudcast.steiner import steiner_tree

INGRESS = {"aws": 10, "gcp": 16, "azure": 16}
EGRESS = {"aws": 5, "gcp": 7, "azure": 16}
GAP = 0.9
"""The cheapest tree must cost this share of the direct links, or less: the scale needs two ends."""

_USUAL = Clouds(regions={"aws": 16, "azure": 14, "gcp": 15})
_WIDE = Clouds(regions={"aws": 25, "azure": 22, "gcp": 24})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A family of broadcasts.

    Args:
        family: Its name.
        clouds: Where.
        inside: The only provider of source and destinations; ``None`` for all.
        destinations: How many.
        volume_gb: How much data.
        partitions: In how many parts.
        vms: Machines in a region.
        limit: Factor on the published limits of a machine.
        relays: Whether the cheapest tree must gain from a relay.
    """

    family: str
    clouds: Clouds = _USUAL
    inside: str | None = None
    destinations: int = 5
    volume_gb: float = 300
    partitions: int = 10
    vms: int = 2
    limit: Mapping[str, float] = field(default_factory=dict)
    relays: bool = False


_INTRA = tuple(Task(family=f"intra_{cloud}", inside=cloud) for cloud in ("aws", "azure", "gcp"))
_INTER = (
    Task(family="inter", relays=True),
    Task(family="inter", destinations=6, relays=True),
)
_SHIFTED = (
    Task(family="wide", clouds=_WIDE, destinations=6),
    Task(family="wide", clouds=_WIDE, inside="aws", destinations=7),
    Task(family="few", clouds=Clouds(regions={"aws": 7, "azure": 5, "gcp": 6}), destinations=3),
    Task(family="few", clouds=Clouds(regions={"aws": 5, "azure": 7, "gcp": 5}), destinations=4),
    Task(family="many", destinations=8),
    Task(family="many", inside="gcp", destinations=8),
    Task(family="prices", clouds=Clouds(regions=_USUAL.regions, price_spread=1.6), destinations=6),
    Task(family="prices", clouds=Clouds(regions=_USUAL.regions, price_spread=2.5), destinations=6),
    Task(family="parts", partitions=4, vms=1, volume_gb=120),
    Task(family="parts", partitions=16, vms=4, volume_gb=1000, inside="azure"),
    Task(family="parts", partitions=1, vms=3, volume_gb=50),
    Task(family="limits", limit={"aws": 0.5, "gcp": 2, "azure": 0.4}, destinations=6),
    Task(family="limits", limit={"aws": 2, "gcp": 0.5, "azure": 1}, destinations=6),
    Task(family="flaky", clouds=Clouds(regions=_USUAL.regions, nearness=0.2, flaky=0.15)),
    Task(family="flaky", clouds=Clouds(regions=_USUAL.regions, flaky=0.3), inside="aws"),
    Task(family="slow", vms=1, volume_gb=3000, limit={"aws": 0.2, "gcp": 0.2, "azure": 0.1}, destinations=6),
)
_AWS, _AZURE, _GCP = _INTRA
_AS_PUBLISHED = (_AWS, _INTER[0], _GCP, _AZURE, _INTER[1])  # one of each kind first
_PLANS: Mapping[Split, tuple[Task, ...]] = {
    Split.TRAIN: _AS_PUBLISHED * 2,
    Split.VALIDATION: _AS_PUBLISHED * 2,
    Split.TEST: _SHIFTED,
}
SIZES: Mapping[Split, int] = {
    **{split: len(plan) for split, plan in _PLANS.items()},
    Split.LEADERBOARD: len(LEADERBOARD_NAMES),
}


@cache
def synthetic(split: Split) -> tuple[Workload, ...]:
    """The generated workloads of a split."""
    counts: dict[str, int] = {}
    made = []
    for task in _PLANS[split]:
        number = counts.get(task.family, 0)
        counts[task.family] = number + 1
        name = f"{split.value}/{task.family}-{number}"
        made.append(Workload(name, split, inputs_of(task, Random(name)), task.family))
    return tuple(made)


def inputs_of(task: Task, rng: Random) -> dict[str, Any]:
    """The first draw that has both anchors: a tree is clearly cheaper than the direct links."""
    while True:
        inputs = _draw(task, rng)
        if has_anchors(inputs, relays=task.relays):
            return inputs


def _draw(task: Task, rng: Random) -> dict[str, Any]:
    network = draw(task.clouds, rng)
    network["rate"] = network["rate"] * task.vms
    return on_network(task, network, rng)


def on_network(task: Task, network: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """Inputs of a broadcast with drawn source and destinations; the network's rates are those of all VMs."""
    eligible = [r for r in network["regions"] if task.inside in (None, provider(r))]
    source, *destinations = rng.sample(eligible, min(task.destinations + 1, len(eligible)))
    return {
        "source": source,
        "destinations": destinations,
        "volume_gb": task.volume_gb,
        "partitions": task.partitions,
        "vms": task.vms,
        "ingress_limit": _scaled(INGRESS, task.limit),
        "egress_limit": _scaled(EGRESS, task.limit),
        **network,
    }


def _scaled(limits: Mapping[str, float], factors: Mapping[str, float]) -> dict[str, float]:
    return {cloud: limit * factors.get(cloud, 1) for cloud, limit in limits.items()}


def has_anchors(inputs: Mapping[str, Any], *, relays: bool = False) -> bool:
    """Whether the cheapest tree costs clearly less per GB than direct links (and than without relays)."""
    network, source, goals = Network.of(inputs), inputs["source"], inputs["destinations"]
    direct = sum(network.links[source, d].price or 0.0 for d in goals)
    found = steiner_tree(network, source, goals)
    if found is None or found[0] > GAP * direct:
        return False
    if not relays:
        return True
    inside = {pair: link for pair, link in network.links.items() if {*pair} <= {source, *goals}}
    without = steiner_tree(Network(network.regions, inside), source, goals)
    return without is not None and found[0] < GAP * without[0]
