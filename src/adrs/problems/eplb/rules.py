"""What a placement is, and how evenly it spreads a window's load.

Shapes throughout: L layers, E logical experts, R physical slots, W windows. Loads are token counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where replicas go.

    Slots are numbered GPU by GPU and GPUs node by node: slot ``s`` is on GPU ``s // slots_per_gpu``.

    Args:
        replicas: Slots in all.
        groups: Groups of experts with consecutive ids.
        nodes: Machines.
        gpus: GPUs in all.
    """

    replicas: int = 288
    groups: int = 8
    nodes: int = 4
    gpus: int = 32

    @property
    def slots_per_gpu(self) -> int:
        """Replicas that a GPU holds."""
        return self.replicas // self.gpus


@dataclass(frozen=True, slots=True)
class Placement:
    """A consistent placement of one model.

    Args:
        phy2log: ``(L, R)`` expert in each slot.
        counts: ``(L, E)`` replicas of each expert, at least one.
    """

    phy2log: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class Balance:
    """Mean load over greatest load, layers added up before the one division: busy layers weigh more."""

    gpu: float
    slot: float


def slot_loads(load: Ints, placement: Placement) -> Floats:
    """``(L, R)`` load of each slot: an expert's load is shared equally by its replicas."""
    shares = load.astype(np.float64) / placement.counts
    return np.take_along_axis(shares, placement.phy2log, axis=1)


def gpu_loads(load: Ints, placement: Placement, gpus: int) -> Floats:
    """``(L, gpus)`` load of each GPU."""
    slots = slot_loads(load, placement)
    return np.asarray(slots.reshape(len(slots), gpus, -1).sum(axis=2))


def balance(load: Ints, placement: Placement, gpus: int) -> Balance:
    """How evenly a placement spreads a window; 0 where there is no load."""
    return Balance(gpu=evenness(gpu_loads(load, placement, gpus)), slot=evenness(slot_loads(load, placement)))


def evenness(loads: Floats) -> float:
    """Sum over rows of the mean, over sum over rows of the maximum; 0 without load."""
    highest = float(loads.max(axis=1).sum())
    return float(loads.mean(axis=1).sum()) / highest if highest > 0 else 0.0


def local_groups(placement: Placement, cluster: Cluster) -> float:
    """Share of (layer, group) whose replicas are all on one node; 0 where experts do not divide so."""
    layers, experts = placement.counts.shape
    if experts % cluster.groups or cluster.replicas % cluster.nodes:
        return 0.0
    group = placement.phy2log // (experts // cluster.groups)
    node = np.arange(cluster.replicas) // (cluster.replicas // cluster.nodes)
    touched = np.zeros((layers, cluster.groups, cluster.nodes), dtype=bool)
    touched[np.arange(layers)[:, None], group, node] = True
    return float((touched.sum(axis=2) == 1).mean())


def board_score(balancedness_gpu: float, seconds: float) -> float:
    """The public board's score of a mean balance and the mean seconds of a call; may be negative.

    Up to 90 for balance, up to 10 for speed (full at a millisecond), less a penalty above ten milliseconds.
    """
    speed = 2.0 if seconds <= 0 else min(0.002 / seconds, 2.0)
    penalty = min(20 * seconds, 20.0) if seconds > 0.01 else 0.0
    return 90 * balancedness_gpu + 5 * speed - penalty
