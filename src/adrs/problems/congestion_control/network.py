"""What a workload describes: links, flows and the horizon, in microseconds, bytes and Gbit/s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

HOP_US = 1.0
"""Propagation delay from one bottleneck link to the next."""


@dataclass(frozen=True, slots=True)
class Link:
    """A first-in first-out output queue and the link it feeds.

    Args:
        rate_gbps: Link rate.
        ecn_bytes: A packet that finds more than this ahead of it is marked.
        buffer_bytes: A packet that would make the queue longer than this is trimmed (see the README).
    """

    rate_gbps: float
    ecn_bytes: float
    buffer_bytes: float


@dataclass(frozen=True, slots=True)
class Flow:
    """Data from one sender, ready at once when the flow starts.

    Args:
        start_us: When the data are ready.
        packets: How much there is; 0 for more than can be sent before the horizon.
        path: Indices of the links passed, in order.
        base_rtt_us: Round-trip time of a packet that meets no other.
    """

    start_us: float
    packets: int
    path: tuple[int, ...]
    base_rtt_us: float

    @property
    def endless(self) -> bool:
        """Whether it never completes."""
        return self.packets == 0


@dataclass(frozen=True)
class Network:
    """A workload, parsed."""

    mss: int
    nic_gbps: float
    access_us: float
    horizon_us: float
    from_us: float
    links: tuple[Link, ...]
    flows: tuple[Flow, ...]

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Network:
        """The network in a workload's inputs."""
        return cls(
            inputs["mss"],
            inputs["nic_gbps"],
            inputs["access_us"],
            inputs["horizon_us"],
            inputs["from_us"],
            tuple(Link(*link) for link in inputs["links"]),
            tuple(Flow(start, packets, tuple(path), rtt) for start, packets, path, rtt in inputs["flows"]),
        )

    def inputs(self) -> dict[str, Any]:
        """The workload's inputs as plain data; the inverse of :meth:`of`."""
        return {
            "mss": self.mss,
            "nic_gbps": self.nic_gbps,
            "access_us": self.access_us,
            "horizon_us": self.horizon_us,
            "from_us": self.from_us,
            "links": [[link.rate_gbps, link.ecn_bytes, link.buffer_bytes] for link in self.links],
            "flows": [[f.start_us, f.packets, list(f.path), f.base_rtt_us] for f in self.flows],
        }

    @cached_property
    def tx_us(self) -> tuple[float, ...]:
        """Transmission time of a packet on each link."""
        return tuple(transmission_us(self.mss, link.rate_gbps) for link in self.links)

    def reaches_us(self, flow: Flow) -> list[float]:
        """When the first packet of ``flow`` can be at each link of its path, on an empty network."""
        at, found = flow.start_us + self.access_us, []
        for link in flow.path:
            found.append(at)
            at += self.tx_us[link] + HOP_US
        return found


def transmission_us(size_bytes: float, rate_gbps: float) -> float:
    """Time to put ``size_bytes`` on a link."""
    return size_bytes * 8e-3 / rate_gbps
