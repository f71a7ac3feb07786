"""What the programs share."""

from __future__ import annotations

HEAD = """
import numpy as np
class Odd(np.ndarray):
    def __array_finalize__(self, other): pass
    def min(self, *a, **k): return 0
    def max(self, *a, **k): return 0
    def astype(self, *a, **k): return np.zeros(1, int)
def rebalance_experts(weight, num_replicas, num_groups, num_nodes, num_gpus):
    layers, experts = weight.shape
    phy = np.tile(np.arange(num_replicas) % experts, (layers, 1))
    log = np.full((layers, experts, 2), -1)
    log[:, np.arange(num_replicas) % experts, np.arange(num_replicas) // experts] = np.arange(num_replicas)
    cnt = np.tile(np.bincount(phy[0], minlength=experts), (layers, 1))
    hot = weight.argmax(axis=1)
    rows = np.arange(layers)
"""

HONEST = f"{HEAD}    return phy, log, cnt\n"


def program(body: str) -> str:
    """A program that does something to its placement or what it was handed."""
    return f"{HEAD}    {body}\n    return phy, log, cnt\n"
