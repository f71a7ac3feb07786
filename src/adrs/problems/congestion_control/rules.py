"""The objective and its parts, computed from a finished simulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from adrs.problems.congestion_control.fluid import Share
from adrs.problems.congestion_control.simulator import Simulation

REFERENCE_GBPS = 25.0
"""The link rate that the published metric is made for; other rates are scaled to it."""

BOUND = exp(REFERENCE_GBPS - 20.0)
"""Full link rate and an empty queue."""

MIN_THROUGHPUT_GBPS = 12.5
"""Guard-rail: a link may not be idle for more than half of the time in which data wait for it."""
MIN_FAIRNESS = 0.6
"""Guard-rail: Jain's index of the long flows' bytes over their max-min fair bytes."""
MAX_TAIL = 6.0
"""Guard-rail: 95th percentile of a flow's completion time over that under ideal fair sharing."""
MIN_SHARE = 0.15
"""Guard-rail: the least that a long flow may get of its max-min fair bytes."""
_ENOUGH_PACKETS = 50
"""Long flows whose fair share is less than this say nothing about fairness."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run came to; link figures are means over the links and scaled to 25 Gbit/s."""

    throughput_gbps: float
    queue_bytes: float
    longest_queue_bytes: float
    drops: int
    fairness: float
    least_share: float
    tail: float
    mean_slowdown: float
    finished: float

    @property
    def value(self) -> float:
        """The published metric: ``exp(throughput - 20) - queue / 100``, in Gbit/s and bytes."""
        return published(self.throughput_gbps, self.queue_bytes)


def published(throughput_gbps: float, queue_bytes: float) -> float:
    """The published metric."""
    return exp(throughput_gbps - 20.0) - queue_bytes / 100.0


def measure(simulation: Simulation, ideal: Sequence[Share]) -> Parts:
    """The parts of a finished run."""
    network, queues = simulation.network, simulation.queues
    throughput = queue = longest = 0.0
    for index, active in enumerate(active_us(simulation)):
        rate = network.links[index].rate_gbps
        busy = queues[index].delivered * network.tx_us[index]
        throughput += min(1.0, busy / active) if active > 0 else 1.0
        # Waiting times are counted as the bytes that 25 Gbit/s would send meanwhile.
        scale = REFERENCE_GBPS / rate
        queue += scale * queues[index].waited_us * network.mss / active if active > 0 else 0.0
        longest = max(longest, queues[index].longest_us * REFERENCE_GBPS * 125.0)
    links = len(network.links)
    got = long_shares(simulation, ideal)
    slow = slowdowns(simulation, ideal)
    done = [s.finished_us < network.horizon_us for s in simulation.senders if s.total < float("inf")]
    return Parts(
        throughput_gbps=REFERENCE_GBPS * throughput / links,
        queue_bytes=queue / links,
        longest_queue_bytes=longest,
        drops=sum(q.drops for q in queues),
        fairness=jain(got),
        least_share=min(got, default=1.0),
        tail=percentile(slow, 0.95),
        mean_slowdown=sum(slow) / len(slow) if slow else 1.0,
        finished=sum(done) / len(done) if done else 1.0,
    )


def active_us(simulation: Simulation) -> list[float]:
    """For each link, how long some flow had data that the link had not yet sent."""
    network = simulation.network
    spans: list[list[tuple[float, float]]] = [[] for _ in network.links]
    for flow, sender in zip(network.flows, simulation.senders, strict=True):
        complete = sender.to_send == 0 and sender.acked + sender.inflight == sender.total
        for hop, (link, at) in enumerate(zip(flow.path, network.reaches_us(flow), strict=True)):
            left = sender.left_us[hop] if complete and sender.finished_us < network.horizon_us else None
            end = network.horizon_us if left is None else min(left, network.horizon_us)
            start = max(at, network.from_us)
            if end > start:
                spans[link].append((start, end))
    return [_union(sorted(group)) for group in spans]


def long_shares(simulation: Simulation, ideal: Sequence[Share]) -> list[float]:
    """Bytes over max-min fair bytes of the endless flows."""
    enough = _ENOUGH_PACKETS * simulation.network.mss
    pairs = zip(simulation.network.flows, simulation.senders, ideal, strict=True)
    return [s.acked / share.bytes for flow, s, share in pairs if flow.endless and share.bytes >= enough]


def slowdowns(simulation: Simulation, ideal: Sequence[Share]) -> list[float]:
    """Completion times over ideal ones, of flows that the fluid completes; so far, if not complete."""
    horizon, found = simulation.network.horizon_us, []
    for flow, sender, share in zip(simulation.network.flows, simulation.senders, ideal, strict=True):
        best = share.duration_us + flow.base_rtt_us
        if flow.start_us + best <= horizon:
            found.append(max(1.0, (min(sender.finished_us, horizon) - flow.start_us) / best))
    return found


def jain(shares: Sequence[float]) -> float:
    """Jain's fairness index; 1 for fewer than two shares."""
    squares = sum(x * x for x in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares > 0 else float(not shares)


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least ``share`` of ``values`` do not exceed; 1 for none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 1.0


def _union(spans: Sequence[tuple[float, float]]) -> float:
    total, reach = 0.0, float("-inf")
    for start, end in spans:
        if end > reach:
            total += end - max(start, reach)
            reach = end
    return total
