# mypy: ignore-errors
# ruff: noqa: N803
"""One tree for all partitions, grown by the nearest destination.

Takahashi and Matsuyama, Mathematica Japonica 24(6), 1980.
"""

from heapq import heappop, heappush
from itertools import pairwise

from broadcast import BroadCastTopology

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
    parent = {src: None}
    fan_out = dict.fromkeys(G, 0)
    missing = set(dsts) - {src}
    while missing:
        path = nearest(parent, fan_out, missing, G)
        for s, t in pairwise(path):
            parent[t] = s
            fan_out[s] += 1
            missing.discard(t)
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


def link_weight(price: float, rate: float, links_out: int) -> float:
    """What a link counts: USD per GB, dearer if slow or if its tail sends to many already."""
    slowness = 0.0
    crowd = 0.0
    return price + slowness / rate + crowd * links_out


def nearest(parent, fan_out, missing, G):
    """The cheapest path from the tree to a destination that it lacks."""
    heap = [(0.0, i, region) for i, region in enumerate(parent)]
    pushed = len(heap)
    before = dict.fromkeys(parent)
    distance = dict.fromkeys(parent, 0.0)
    done = set()
    while heap:
        length, _, u = heappop(heap)
        if u in done:
            continue
        done.add(u)
        if u in missing:
            path = [u]
            while before[path[-1]] is not None:
                path.append(before[path[-1]])
            return path[::-1]
        for v, link in G[u].items():
            longer = length + link_weight(link["cost"], link["throughput"], fan_out[u])
            if longer < distance.get(v, float("inf")):
                distance[v] = longer
                before[v] = u
                heappush(heap, (longer, pushed, v))
                pushed += 1
    raise ValueError("a destination cannot be reached")


# EVOLVE-BLOCK-END
