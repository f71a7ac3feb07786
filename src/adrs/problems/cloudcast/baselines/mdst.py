# mypy: ignore-errors
# ruff: noqa: N803
"""The cheapest tree over source and destinations alone, for all partitions.

Edmonds, Optimum branchings, Journal of Research of the National Bureau of Standards 71B(4), 1967.
"""

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
    regions = [src, *dsts]
    links = {(u, v): G[u][v]["cost"] for u in regions for v in dsts if u != v and G.has_edge(u, v)}
    parent = {v: u for u, v in arborescence(src, regions, links)}
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


def arborescence(root, nodes, links):
    """The links of the cheapest tree from ``root`` to all ``nodes``; ``links`` gives a cost by pair."""
    cheapest = {}
    for (u, v), cost in links.items():
        if v != root and (v not in cheapest or cost < links[cheapest[v], v]):
            cheapest[v] = u
    if len(cheapest) < len(nodes) - 1:
        raise ValueError("a destination cannot be reached")
    cycle = find_cycle(cheapest)
    if cycle is None:
        return [(u, v) for v, u in cheapest.items()]
    merged = ("merged", *cycle)  # the cycle becomes one node; entering it replaces one of its links
    stands_for = {}
    outer = {}
    for (u, v), cost in links.items():
        if u in cycle and v in cycle:
            continue
        pair = (merged if u in cycle else u, merged if v in cycle else v)
        extra = cost - links[cheapest[v], v] if v in cycle else cost
        if pair not in outer or extra < outer[pair]:
            outer[pair] = extra
            stands_for[pair] = (u, v)
    rest = [node for node in nodes if node not in cycle]
    chosen = [stands_for[pair] for pair in arborescence(root, [*rest, merged], outer)]
    entered = next(v for _, v in chosen if v in cycle)
    return chosen + [(cheapest[v], v) for v in cycle if v != entered]


def find_cycle(cheapest):
    """The nodes of a cycle of nodes and their predecessors, or None."""
    for start in cheapest:
        seen = []
        node = start
        while node in cheapest and node not in seen:
            seen.append(node)
            node = cheapest[node]
        if node in seen:
            return seen[seen.index(node) :]
    return None


# EVOLVE-BLOCK-END
