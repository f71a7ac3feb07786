"""What could be reached by knowing the next window: the greedy balancer, given what it is judged on.

Greedy apportionment and packing (``baselines/global_greedy.py``) for all layers at once, in 64 bits.
"""

from __future__ import annotations

import numpy as np

from adrs.problems.eplb.rules import Cluster, Floats, Ints, Placement


def placement(load: Ints, cluster: Cluster) -> Placement:
    """A placement for a window that is known."""
    counts = apportion(load, cluster.replicas)
    layers, experts = load.shape
    expert_of = np.repeat(np.tile(np.arange(experts), layers), counts.ravel()).reshape(layers, -1)
    shares = np.take_along_axis(load / counts, expert_of, axis=1)
    order = np.argsort(-shares, axis=1, kind="stable")
    slots = _packed(np.take_along_axis(shares, order, axis=1), cluster)
    phy2log = np.empty_like(expert_of)
    np.put_along_axis(phy2log, slots, np.take_along_axis(expert_of, order, axis=1), axis=1)
    return Placement(phy2log, counts)


def apportion(load: Ints, replicas: int) -> Ints:
    """``(L, E)`` replicas that make the greatest load of a replica least.

    One by one to the greatest load per replica is optimal: no other apportionment has a smaller maximum, as
    every expert above that maximum would need one more replica (Ibaraki and Katoh, Resource Allocation
    Problems, 1988, on min-max allocation).
    """
    counts = np.ones_like(load)
    shares = load.astype(np.float64)
    rows = np.arange(len(load))
    for _ in range(replicas - load.shape[1]):
        hottest = shares.argmax(axis=1)
        counts[rows, hottest] += 1
        shares[rows, hottest] = load[rows, hottest] / counts[rows, hottest]
    return counts


def _packed(shares: Floats, cluster: Cluster) -> Ints:
    """Slot of each replica, heaviest first to the lightest GPU with room."""
    layers, room = len(shares), cluster.slots_per_gpu
    rows = np.arange(layers)
    loads = np.zeros((layers, cluster.gpus))
    held = np.zeros((layers, cluster.gpus), dtype=np.int64)
    slots = np.empty(shares.shape, dtype=np.int64)
    for i in range(shares.shape[1]):
        gpu = np.where(held < room, loads, np.inf).argmin(axis=1)
        slots[:, i] = gpu * room + held[rows, gpu]
        held[rows, gpu] += 1
        loads[rows, gpu] += shares[:, i]
    return slots
