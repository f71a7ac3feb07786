# mypy: ignore-errors
# ruff: noqa: N803
"""An exact minimum directed Steiner tree by a weight of price and rate, for all partitions.

Dreyfus and Wagner, The Steiner problem in graphs, Networks 1(3), 1971, over all regions as relays.
"""

from heapq import heapify, heappop, heappush
from itertools import pairwise

from broadcast import BroadCastTopology

SAME = 1e-9  # USD per TB; sums that differ by less are equal

# EVOLVE-BLOCK-START


def search_algorithm(src, dsts, G, num_partitions):
    """
    Plan a broadcast.

    Args:
        src: Source region
        dsts: Destination regions
        G: Directed graph with "cost" (USD per GB) and "throughput" (Gbit/s) on every link
        num_partitions: Number of equal parts of the data

    Returns:
        A BroadCastTopology with a list of links for every destination and partition
    """
    parent = steiner_tree(src, list(dsts), G)
    topology = BroadCastTopology(src, dsts, num_partitions)
    for dst in dsts:
        path = [dst]
        while path[-1] != src:
            path.append(parent[path[-1]])
        path.reverse()
        for s, t in pairwise(path):
            for partition in range(num_partitions):
                topology.append_dst_partition_path(dst, partition, [s, t, G[s][t]])
    return topology


def steiner_tree(src, terminals, G):
    """Each region of the cheapest tree from ``src`` to all ``terminals``, and the region before it."""
    into = {
        v: [(u, link_weight(G[u][v]["cost"], G[u][v]["throughput"])) for u in G.predecessors(v)] for v in G
    }
    full = (1 << len(terminals)) - 1
    cost = {}  # cost[mask][v]: cheapest tree from v to the terminals in mask
    choice = {}
    for mask in range(1, full + 1):
        cost[mask], choice[mask] = start(mask, terminals, cost)
        grow_backwards(cost[mask], choice[mask], into)
    if src not in cost[full]:
        raise ValueError("a destination cannot be reached")
    parent = {}
    collect(src, full, choice, parent)
    return parent


def link_weight(price: float, rate: float) -> float:
    """What a link counts, in USD per TB: its price, dearer if slow, dearer for the machines at its end."""
    slowness = 0.0
    machines = 0.0
    return 1000.0 * price + slowness / rate + machines


def split_weight(branches: int) -> float:
    """What a region counts that sends the same bytes to several others, in USD per TB."""
    crowd = 0.0
    return crowd * branches


def start(mask, terminals, cost):
    """Trees that split at their root, or the bare terminal."""
    if mask & (mask - 1) == 0:
        terminal = terminals[mask.bit_length() - 1]
        return {terminal: 0.0}, {terminal: None}
    best, choice = {}, {}
    part = (mask - 1) & mask
    while part > mask ^ part:
        other = cost[mask ^ part]
        for v, price in cost[part].items():
            if v not in other:
                continue
            both = price + other[v] + split_weight(mask.bit_count())
            if both < best.get(v, float("inf")) - SAME:
                best[v] = both
                choice[v] = part
        part = (part - 1) & mask
    return best, choice


def grow_backwards(best, choice, into):
    """Extend trees to the regions before their roots (Dijkstra)."""
    heap = [(price, i, v) for i, (v, price) in enumerate(best.items())]
    heapify(heap)
    pushed = len(heap)
    done = set()
    while heap:
        price, _, v = heappop(heap)
        if v in done:
            continue
        done.add(v)
        for u, weight in into[v]:
            longer = price + weight
            if longer < best.get(u, float("inf")) - SAME:
                best[u] = longer
                choice[u] = v
                heappush(heap, (longer, pushed, u))
                pushed += 1


def collect(v, mask, choice, parent):
    """Follow the choices from ``v`` down."""
    step = choice[mask].get(v)
    if step is None:
        return
    if isinstance(step, int):
        collect(v, step, choice, parent)
        collect(v, mask ^ step, choice, parent)
    else:
        parent[step] = v
        collect(step, mask, choice, parent)


# EVOLVE-BLOCK-END
