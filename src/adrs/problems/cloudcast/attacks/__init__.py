"""Programs that try to look cheaper than they are; tests and the audit share them.

Each module holds ``HONEST``, ``REFUSED`` and ``programs(workload)`` (see :func:`adrs.audit.corpus.cheats`).
"""

from __future__ import annotations

_RANDOM = """
import random
from broadcast import BroadCastTopology


def search_algorithm(src, dsts, G, num_partitions):
    rng = random.Random({seed})
    plan = BroadCastTopology(src, dsts, num_partitions)
    for dst in dsts:
        for partition in range(num_partitions):
            ways = [v for v in G if G.has_edge(src, v) and G.has_edge(v, dst) and v not in (src, dst)]
            relay = rng.choice([None, *ways])
            hops = [src, dst] if relay is None else [src, relay, dst]
            links = [[a, b, G[a][b]] for a, b in zip(hops, hops[1:])]
            plan.set_dst_partition_paths(dst, partition, links)
    return plan
"""


def random_program(seed: int) -> str:
    """A program that sends every partition to every destination straight or by a random relay."""
    return _RANDOM.format(seed=seed)
