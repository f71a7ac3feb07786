"""Checks that a plan serves everybody, and scores it on the judge's own copy of the network.

Only names of regions are taken from the program. Prices, rates, limits, source and destinations are the
workload's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import inf
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.cloudcast.rules import Broadcast, Network
from adrs.problems.cloudcast.simulator import Hop, Paths, Transfer, hops, transfer

MAX_HOPS = 1000
"""Links that one partition to one destination may list; a tree over all regions needs fewer."""


def judge(workload: Workload, answer: Any) -> Score:
    """The cost in USD of ``{"destinations": [...], "paths": [[[[tail, head], ...] by partition], ...]}``.

    Raises:
        InvalidAnswer: A destination lacks a partition, a link does not exist, or the form is wrong.
    """
    network, broadcast = Network.of(workload.inputs), Broadcast.of(workload.inputs)
    destinations, paths = parsed(answer, broadcast)
    check(network, broadcast, destinations, paths)
    result = transfer(network, broadcast, destinations, paths)
    if not 0 < result.time_s < inf:
        raise InvalidAnswer("the transfer never ends")
    metrics = {
        "egress_usd": result.egress_cost,
        "vm_usd": result.vm_cost,
        "time_s": result.time_s,
        "regions": float(len(result.overlay.out)),
        "links": float(len(result.edges)),
    }
    return Score(result.cost, metrics, feedback(network, broadcast, destinations, result))


def parsed(answer: Any, broadcast: Broadcast) -> tuple[list[str], Paths]:
    """Destinations and lists of links in an untrusted answer.

    Raises:
        InvalidAnswer: It has another form.
    """
    if type(answer) is not dict or set(answer) != {"destinations", "paths"}:
        raise InvalidAnswer("a plan is an object with destinations and paths")
    destinations, lists = answer["destinations"], answer["paths"]
    if type(destinations) is not list or not all(type(d) is str for d in destinations):
        raise InvalidAnswer("the destinations of a plan are a list of region names")
    if type(lists) is not list or len(lists) != len(destinations):
        raise InvalidAnswer("a plan has one entry of paths for each destination")
    if len(destinations) != len(broadcast.destinations):
        raise InvalidAnswer(f"{len(destinations)} destinations; asked for {len(broadcast.destinations)}")
    return destinations, {
        d: _partitions(d, own, broadcast) for d, own in zip(destinations, lists, strict=True)
    }


def _partitions(destination: str, lists: Any, broadcast: Broadcast) -> dict[str, list[Hop] | None]:
    if type(lists) is not list or len(lists) != broadcast.partitions:
        raise InvalidAnswer(f"{destination} needs one list of links for each of its partitions")
    return {str(p): _hops(destination, p, own) for p, own in enumerate(lists)}


def _hops(destination: str, partition: int, links: Any) -> list[Hop] | None:
    if links is None:
        return None
    if type(links) is not list:
        raise InvalidAnswer(f"partition {partition} to {destination} is not a list of links")
    if len(links) > MAX_HOPS:
        raise InvalidAnswer(f"partition {partition} to {destination} lists more than {MAX_HOPS} links")
    for link in links:
        if type(link) is not list or len(link) != 2 or not all(type(end) is str for end in link):
            raise InvalidAnswer(f"partition {partition} to {destination} holds something that is no link")
    return [(tail, head, None) for tail, head in links]


def check(network: Network, broadcast: Broadcast, destinations: Sequence[str], paths: Paths) -> None:
    """Every destination gets every partition over links that exist.

    A plan whose links carry figures of their own is refused where they are not the network's.

    Raises:
        InvalidAnswer: Names the destination, the partition and the trouble.
    """
    if sorted(destinations) != sorted(broadcast.destinations):
        missing = sorted(set(broadcast.destinations) - set(destinations))
        raise InvalidAnswer(f"the plan's destinations are not the broadcast's; missing: {missing}")
    for destination in destinations:
        for partition in range(broadcast.partitions):
            links = hops(paths, destination, partition)
            _check_one(network, broadcast.source, destination, partition, links)


def _check_one(network: Network, source: str, destination: str, partition: int, links: Sequence[Hop]) -> None:
    what = f"partition {partition} to {destination}"
    if not links:
        raise InvalidAnswer(f"{what} has no links")
    for tail, head, own in links:
        link = network.links.get((tail, head))
        if link is None or link.price is None or not link.rate > 0:
            raise InvalidAnswer(f"{what} uses a link from {tail[:60]!r} to {head[:60]!r}; there is none")
        if own is not None and own != link:
            raise InvalidAnswer(f"{what} brings its own price or rate for the link from {tail} to {head}")
    if links[-1][1] != destination:
        raise InvalidAnswer(f"the last link of {what} ends at {links[-1][1]}")
    if destination not in reached(source, links):
        raise InvalidAnswer(f"the links of {what} do not lead there from {source}")


def reached(source: str, links: Sequence[Hop]) -> Collection[str]:
    """The regions that can be reached from ``source`` over some links, in any order."""
    found, waiting = {source}, [source]
    heads: dict[str, list[str]] = {}
    for tail, head, _ in links:
        heads.setdefault(tail, []).append(head)
    while waiting:
        for head in heads.get(waiting.pop(), ()):
            if head not in found:
                found.add(head)
                waiting.append(head)
    return found


def feedback(network: Network, broadcast: Broadcast, destinations: Sequence[str], result: Transfer) -> str:
    """What a proposer should know: where the money goes and which link is slowest."""
    relays = [n for n in result.overlay.out if n != broadcast.source and n not in destinations]
    lines = [
        f"{result.cost:.4f} USD = egress {result.egress_cost:.4f} + VMs {result.vm_cost:.4f} "
        f"({len(result.overlay.out)} regions for {result.time_s:.2f} s)",
        f"relays: {', '.join(relays) or 'none'}",
        "dearest links: " + "; ".join(_dearest(broadcast, result)),
        "slowest: " + _slowest(network, broadcast, result),
    ]
    return "\n".join(lines)


def _dearest(broadcast: Broadcast, result: Transfer) -> list[str]:
    charged = [
        (
            len(used.partitions) * broadcast.partition_gb * (used.price or 0.0),
            tail,
            head,
            len(used.partitions),
        )
        for tail, heads in result.overlay.out.items()
        for head, used in heads.items()
    ]
    charged.sort(key=lambda row: -row[0])
    return [f"{tail} to {head} {usd:.2f} USD ({n} partitions)" for usd, tail, head, n in charged[:3]]


def _slowest(network: Network, broadcast: Broadcast, result: Transfer) -> str:
    tail, head, n, flow = max(result.edges, key=lambda edge: edge[2] / edge[3])
    rate = network.links[tail, head].rate
    cut = f", cut from {rate:.2f} by a region's limit" if flow < rate else ""
    return f"{tail} to {head}, {n} of {broadcast.partitions} partitions at {flow:.2f} Gbit/s{cut}"
