"""What a plan costs and how long it takes: the published simulator, step by step.

The overlay is built from the plan, capped node by node, timed by its slowest link and charged. Two rule
sets: ``strict`` reads every partition of a destination from that destination's own list; ``published`` keeps
a slip of the reference, which goes on reading where the last link ended. On valid plans the two agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from adrs.core.errors import InvalidAnswer
from adrs.problems.cloudcast.rules import VM_USD_PER_HOUR, Broadcast, Link, Network, provider

Hop = tuple[str, str, Link | None]
"""A link of a plan; figures that a program supplies with it take the place of the network's."""

Paths = Mapping[str, Mapping[str, Sequence[Hop] | None]]
"""Links by destination and partition (``"0"``, ``"1"``…)."""


class RuleSet(StrEnum):
    """Which account of the rules."""

    STRICT = "strict"
    PUBLISHED = "published"


@dataclass(slots=True)
class Used:
    """A link of the overlay, the partitions it carries, and its flow in Gbit/s."""

    price: float | None
    flow: float
    partitions: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Overlay:
    """The links that a plan uses, by tail and by head, each in order of first appearance."""

    out: dict[str, dict[str, Used]] = field(default_factory=dict)
    into: dict[str, dict[str, Used]] = field(default_factory=dict)

    def use(self, tail: str, head: str, link: Link) -> Used:
        """The link, added at its first use."""
        for node in (tail, head):
            self.out.setdefault(node, {})
            self.into.setdefault(node, {})
        if head not in self.out[tail]:
            self.out[tail][head] = self.into[head][tail] = Used(link.price, link.rate)
        return self.out[tail][head]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A plan's figures: USD, seconds (``-inf`` where nothing is sent), and its overlay."""

    cost: float
    egress_cost: float
    time_s: float
    times_s: tuple[float, ...]
    overlay: Overlay

    @property
    def vm_cost(self) -> float:
        """What is not egress."""
        return self.cost - self.egress_cost

    @property
    def edges(self) -> list[tuple[str, str, int, float]]:
        """``(tail, head, partitions, flow)``, by tail in order of first appearance."""
        out = self.overlay.out
        return [(u, v, len(e.partitions), e.flow) for u in out for v, e in out[u].items()]


def transfer(
    network: Network,
    broadcast: Broadcast,
    destinations: Sequence[str],
    paths: Paths,
    *,
    rule_set: RuleSet = RuleSet.STRICT,
) -> Transfer:
    """The figures of a plan for ``destinations``, in the plan's own order.

    Raises:
        InvalidAnswer: The plan cannot be simulated; says where.
    """
    if not destinations:
        raise InvalidAnswer("the plan has no destinations")
    if not broadcast.volume_gb > 0:
        raise InvalidAnswer("there is nothing to send")
    overlay = _overlay(network, broadcast, destinations, paths, rule_set)
    _cap(broadcast, overlay)
    times = tuple(_time(broadcast, overlay, paths[d], d) for d in destinations)
    time_s = max(times)
    egress = _egress(broadcast, overlay)
    total = egress + _vms(broadcast, overlay, time_s)
    return Transfer(cost=total, egress_cost=egress, time_s=time_s, times_s=times, overlay=overlay)


def _overlay(
    network: Network, broadcast: Broadcast, destinations: Sequence[str], paths: Paths, rule_set: RuleSet
) -> Overlay:
    overlay = Overlay()
    for destination in destinations:
        reading = destination
        for partition in range(broadcast.partitions):
            if rule_set is RuleSet.STRICT:
                reading = destination
            for tail, head, own in hops(paths, reading, partition):
                link = own if own is not None else network.links.get((tail, head))
                if link is None:
                    raise InvalidAnswer(f"there is no link from {tail} to {head}")
                overlay.use(tail, head, link).partitions.add(partition)
                if rule_set is RuleSet.PUBLISHED:
                    reading = head
    return overlay


def hops(paths: Paths, destination: str, partition: int) -> Sequence[Hop]:
    """The links of one partition to one destination.

    Raises:
        InvalidAnswer: There is no such list.
    """
    found = paths.get(destination, {}).get(str(partition))
    if found is None:
        raise InvalidAnswer(f"destination {destination} has no list of links for partition {partition}")
    return found


def _cap(broadcast: Broadcast, overlay: Overlay) -> None:
    """Cut flows where a region would take in or send too much; later regions see the reduced flows."""
    for node in overlay.out:
        name = provider(node)
        if name not in broadcast.ingress_gbps or name not in broadcast.egress_gbps:
            raise InvalidAnswer(f"region {node} belongs to no known provider")
        into, out = overlay.into[node].values(), overlay.out[node].values()
        incoming, outgoing = _flow(list(into)), _flow(list(out))  # both before either is cut
        if incoming > broadcast.ingress_gbps[name]:
            _share(list(into), broadcast.ingress_gbps[name])
        if outgoing > broadcast.egress_gbps[name]:
            _share(list(out), broadcast.egress_gbps[name])


def _flow(links: Sequence[Used]) -> float:
    total = 0.0
    for link in links:
        total += link.flow
    return total


def _share(links: Sequence[Used], limit: float) -> None:
    """Equal shares of ``limit``; what a slow link leaves of its share is lost."""
    share = limit * (1 / len(links))
    for link in links:
        link.flow = min(link.flow, share)


def _time(
    broadcast: Broadcast, overlay: Overlay, lists: Mapping[str, Sequence[Hop] | None], destination: str
) -> float:
    """Seconds until the slowest link that serves a destination has sent all its partitions."""
    slowest = -inf
    for partition in range(broadcast.partitions):
        for tail, head, _ in lists.get(str(partition)) or ():
            used = overlay.out.get(tail, {}).get(head)
            if used is None:
                raise InvalidAnswer(f"{destination} counts on {tail} to {head}, which the overlay lacks")
            if not used.flow > 0:
                raise InvalidAnswer(f"the link from {tail} to {head} has no rate")
            seconds = len(used.partitions) * broadcast.partition_gb * 8 / used.flow
            slowest = max(slowest, seconds)
    return slowest


def _egress(broadcast: Broadcast, overlay: Overlay) -> float:
    total = 0.0
    for tail, heads in overlay.out.items():
        for head, used in heads.items():
            if used.price is None:
                raise InvalidAnswer(f"the link from {tail} to {head} has no price")
            total += len(used.partitions) * broadcast.partition_gb * used.price
    return total


def _vms(broadcast: Broadcast, overlay: Overlay, time_s: float) -> float:
    """Machines run in every region of the overlay for the time, rounded to hundredths of a second."""
    total = 0.0
    for _ in overlay.out:
        total += broadcast.vms * (VM_USD_PER_HOUR / 3600) * round(time_s, 2)
    return total
