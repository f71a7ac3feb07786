"""What the programs share."""

from __future__ import annotations

HEAD = """
import types
from broadcast import BroadCastTopology
class OddStr(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
class OddList(list):
    def __iter__(self): return iter(())
class OddDict(dict):
    def get(self, key, default=None): return {}
class OddLink(list):
    def __getitem__(self, i): return "aws:na-1"
def fill(t, links):
    for d in t.dsts:
        for p in range(t.num_partitions):
            t.set_dst_partition_paths(d, p, links(d, p))
    return t
def search_algorithm(src, dsts, G, P):
    other = next(v for v in G if v != src and v not in dsts)
    direct = lambda d, p=0: [[src, d, G[src][d]]]
    plan = fill(BroadCastTopology(src, dsts, P), direct)
    free = {"cost": 0.0, "throughput": 1e9}
"""

HONEST = f"{HEAD}    return plan\n"
