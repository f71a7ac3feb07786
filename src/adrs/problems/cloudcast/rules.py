"""What a broadcast is: a network of regions, a task, and what its limits and prices are.

Rates are in Gbit/s, volumes in GB, prices in USD per GB, times in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from adrs.core.errors import DataError

VM_USD_PER_HOUR = 0.54
DEFAULT_INGRESS_GBPS: Mapping[str, float] = {"aws": 10, "gcp": 16, "azure": 16}
DEFAULT_EGRESS_GBPS: Mapping[str, float] = {"aws": 5, "gcp": 7, "azure": 16}
"""Limits of a whole region where the broadcast names none: the published ones do not grow with the VMs."""


@dataclass(frozen=True, slots=True)
class Link:
    """A directed link: price in USD per GB (``None``: not for sale) and rate in Gbit/s."""

    price: float | None
    rate: float


@dataclass(frozen=True, slots=True)
class Network:
    """Regions, named ``provider:name``, and the links between them, in the order of the measurements."""

    regions: tuple[str, ...]
    links: Mapping[tuple[str, str], Link]

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Network:
        """The network in a workload's inputs."""
        regions = tuple(inputs["regions"])
        figures = zip(inputs["price"].tolist(), inputs["rate"].tolist(), strict=True)
        pairs = ((regions[u], regions[v]) for u, v in inputs["links"].tolist())
        links = {pair: Link(price, rate) for pair, (price, rate) in zip(pairs, figures, strict=True)}
        return cls(regions, links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One source, many destinations.

    Args:
        source: Where the data are.
        destinations: Where every byte of them must go.
        volume_gb: How much there is.
        partitions: Into how many equal parts it is cut.
        vms: Machines in each region that takes part.
        ingress_gbps: What the machines of a region can take in together, by provider.
        egress_gbps: What they can send together.
    """

    source: str
    destinations: tuple[str, ...]
    volume_gb: float
    partitions: int
    vms: int
    ingress_gbps: Mapping[str, float]
    egress_gbps: Mapping[str, float]

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Broadcast:
        """The task in a workload's inputs, whose limits are those of one machine.

        Raises:
            DataError: It makes no sense (no destination, the source among them, no volume…).
        """
        vms = inputs["vms"]
        made = cls(
            source=inputs["source"],
            destinations=tuple(inputs["destinations"]),
            volume_gb=inputs["volume_gb"],
            partitions=inputs["partitions"],
            vms=vms,
            ingress_gbps=limits(DEFAULT_INGRESS_GBPS, inputs["ingress_limit"], vms),
            egress_gbps=limits(DEFAULT_EGRESS_GBPS, inputs["egress_limit"], vms),
        )
        made.check()
        return made

    def check(self) -> None:
        """Raise :class:`DataError` where no plan could be judged."""
        goals = set(self.destinations)
        if not goals or len(goals) != len(self.destinations) or self.source in goals:
            raise DataError("a broadcast needs destinations, each once and none of them the source")
        if not (isfinite(self.volume_gb) and self.volume_gb > 0 and self.partitions > 0 and self.vms > 0):
            raise DataError(
                f"a broadcast of {self.volume_gb} GB in {self.partitions} partitions by {self.vms} VMs"
            )

    @property
    def partition_gb(self) -> float:
        """Size of one partition."""
        return self.volume_gb / self.partitions

    def vm_usd(self, regions: int, seconds: float) -> float:
        """What the machines of some regions cost for a while."""
        return regions * self.vms * (VM_USD_PER_HOUR / 3600) * seconds


def limits(defaults: Mapping[str, float], given: Mapping[str, float], vms: int) -> dict[str, float]:
    """Limits by provider: what is given counts for one machine, the defaults for all together."""
    return {**defaults, **{provider: vms * value for provider, value in given.items()}}


def provider(region: str) -> str:
    """The part of a region's name before the colon."""
    return region.partition(":")[0]
