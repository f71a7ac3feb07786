# mypy: ignore-errors
# ruff: noqa: N803
"""The cheapest path for every destination by itself, the same for all partitions.

Dijkstra, Numerische Mathematik 1, 1959; called N-Dijkstra on the public board. Ties are decided as there:
heap entries are (distance, push number), neighbours come in the order of the data, a label is replaced only
by a strictly smaller one.
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
    topology = BroadCastTopology(src, dsts, num_partitions)
    parent = cheapest_paths(src, G)
    for dst in dsts:
        path = [dst]
        while path[-1] != src:
            path.append(parent[path[-1]])
        path.reverse()
        for s, t in pairwise(path):
            for partition in range(num_partitions):
                topology.append_dst_partition_path(dst, partition, [s, t, G[s][t]])
    return topology


def cheapest_paths(src, G):
    """The region before each region on its cheapest path from ``src``."""
    distance = {src: 0}
    parent = {}
    heap = [(0, 0, src)]
    pushed = 1
    done = set()
    while heap:
        price, _, u = heappop(heap)
        if u in done:
            continue
        done.add(u)
        for v, link in G[u].items():
            if v == src or v in done or link["cost"] is None:
                continue
            longer = price + link["cost"]
            if v not in distance or longer < distance[v]:
                distance[v] = longer
                parent[v] = u
                heappush(heap, (longer, pushed, v))
                pushed += 1
    return parent


# EVOLVE-BLOCK-END
