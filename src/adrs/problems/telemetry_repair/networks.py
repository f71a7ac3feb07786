"""Synthetic networks and their traffic, calibrated to the statistics of the published Abilene snapshots.

Published (40 snapshots, 12 routers, 15 links, degrees 1 to 4): rates have a median of 175 Mbps and 5 % and
95 % quantiles of 4.4 and 507. The two directions of a link differ by a factor of 2.6 or more in a tenth of
the cases. What a router receives and sends on its links differs by 7.7 % of the sum (median). The true ends
of a link differ by up to 3.8 %, with the distribution of two uniform errors of 2 %.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, hypot
from random import Random

from adrs.problems.telemetry_repair.snapshots import Interface

Links = Sequence[tuple[int, int]]

NSFNET: Links = (
    (0, 1), (0, 2), (0, 7), (1, 2), (1, 3), (2, 5), (3, 4), (3, 10), (4, 5), (4, 6), (5, 9), (5, 12), (6, 7),
    (7, 8), (8, 9), (8, 11), (8, 13), (10, 11), (10, 13), (11, 12), (12, 13),
)  # fmt: skip
"""The T1 backbone of 1991, 14 nodes and 21 links, as the optical networking literature draws it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A distribution of networks and their traffic.

    Args:
        routers: Least and largest number of routers.
        degree: Mean number of links a router has.
        links: A fixed topology instead; only names and traffic are drawn.
        spread: Standard deviation of the logarithm of a router's size, to which its traffic is proportional.
        lean: The same for what it sends, and for what it receives, relative to its size.
        median_mbps: Typical rate of a link in one direction.
        skew: Each true end of a link differs from the traffic by up to this share.
    """

    routers: tuple[int, int] = (8, 16)
    degree: float = 2.5
    links: Links | None = None
    spread: float = 0.8
    lean: float = 0.35
    median_mbps: float = 175.0
    skew: float = 0.02

    def draw(self, rng: Random) -> dict[str, Interface]:
        """A snapshot of a network of its own, undamaged."""
        links = self.links or geometric(rng, rng.randint(*self.routers), self.degree)
        size = 1 + max(max(link) for link in links)
        names = [f"r{number:03d}" for number in rng.sample(range(1000), size)]
        flows = self._flows(rng, size, links)
        ends = sorted(
            (names[a], names[b], flows[a, b], flows[b, a]) for x, y in links for a, b in ((x, y), (y, x))
        )
        return {f"{a}_to_{b}": self._interface(rng, a, b, sent, received) for a, b, sent, received in ends}

    def _flows(self, rng: Random, size: int, links: Links) -> dict[tuple[int, int], float]:
        """Traffic of each directed link: gravity demands on shortest paths, scaled to the median."""
        sizes = [exp(rng.gauss(0.0, self.spread)) for _ in range(size)]
        origin, sink = ([s * exp(rng.gauss(0.0, self.lean)) for s in sizes] for _ in range(2))
        weight = {link: rng.uniform(1.0, 2.0) for link in links}
        flows = {(a, b): 0.0 for x, y in links for a, b in ((x, y), (y, x))}
        for source in range(size):
            parents = shortest_paths(size, weight, source)
            for target in range(size):
                node = target
                while node != source:
                    flows[parents[node], node] += origin[source] * sink[target]
                    node = parents[node]
        middle = sorted(flows.values())[len(flows) // 2]
        factor = self.median_mbps * exp(rng.gauss(0.0, 0.3)) / middle
        return {link: flow * factor for link, flow in flows.items()}

    def _interface(self, rng: Random, local: str, remote: str, sent: float, received: float) -> Interface:
        tx, rx = (round(flow * rng.uniform(1 - self.skew, 1 + self.skew), 3) for flow in (sent, received))
        return Interface(local, remote, rx, tx, rx, tx)


def geometric(rng: Random, size: int, degree: float) -> list[tuple[int, int]]:
    """A connected network: routers in the plane, each linked to the nearest earlier one, then the shortest
    links that are not there yet, a tenth of them passed over, up to the mean degree."""
    places = [(rng.random(), rng.random()) for _ in range(size)]

    def length(link: tuple[int, int]) -> float:
        (x, y), (u, v) = places[link[0]], places[link[1]]
        return hypot(x - u, y - v)

    links = [min(((other, node) for other in range(node)), key=length) for node in range(1, size)]
    others = sorted(
        {(a, b) for b in range(size) for a in range(b)} - set(links), key=lambda x: (length(x), x)
    )
    wanted = round(size * degree / 2)
    for link in others:
        if len(links) < wanted and rng.random() < 0.9:
            links.append(link)
    return links


def shortest_paths(size: int, weight: Mapping[tuple[int, int], float], source: int) -> list[int]:
    """The node before each node on its shortest path from ``source``."""
    near: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for (a, b), length in weight.items():
        near[a].append((b, length))
        near[b].append((a, length))
    best, parents, queue = [float("inf")] * size, [source] * size, [(0.0, source)]
    best[source] = 0.0
    while queue:
        distance, node = heapq.heappop(queue)
        for other, length in near[node]:
            if distance + length < best[other]:
                best[other], parents[other] = distance + length, node
                heapq.heappush(queue, (distance + length, other))
    return parents
