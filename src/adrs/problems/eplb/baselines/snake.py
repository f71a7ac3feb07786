# mypy: ignore-errors
"""Replicas by greedy apportionment, dealt to GPUs back and forth by load; groups and nodes are ignored."""

import numpy as np

# EVOLVE-BLOCK-START


def apportion(load, num_replicas):
    """Replicas of each expert: one each, the others one by one to the greatest load per replica."""
    layers, experts = load.shape
    count = np.ones((layers, experts), dtype=np.int64)
    share = load.copy()
    rows = np.arange(layers)
    for _ in range(num_replicas - experts):
        hottest = share.argmax(axis=1)
        count[rows, hottest] += 1
        share[rows, hottest] = load[rows, hottest] / count[rows, hottest]
    return count


def replicas_by_load(load, count, num_replicas):
    """Experts, each as often as it has replicas, the heaviest replica first."""
    layers, experts = load.shape
    expert_of = np.repeat(np.tile(np.arange(experts), layers), count.ravel()).reshape(layers, num_replicas)
    share = np.take_along_axis(load / count, expert_of, axis=1)
    order = np.argsort(-share, axis=1, kind="stable")
    return np.take_along_axis(expert_of, order, axis=1), np.take_along_axis(share, order, axis=1)


def deal(expert_of, num_gpus):
    """Slots by dealing replicas to GPUs back and forth: 0 1 2 … 2 1 0 0 1 …"""
    layers, slots = expert_of.shape
    hands = expert_of.reshape(layers, slots // num_gpus, num_gpus).copy()
    hands[:, 1::2] = hands[:, 1::2, ::-1]
    return hands.transpose(0, 2, 1).reshape(layers, slots)


def maps_of(phy2log, experts):
    """The three maps of a placement, from the expert in each slot."""
    layers, slots = phy2log.shape
    rows = np.arange(layers)[:, None]
    logcnt = np.bincount((phy2log + experts * rows).ravel(), minlength=layers * experts)
    logcnt = logcnt.reshape(layers, experts)
    order = np.argsort(phy2log, axis=1, kind="stable")
    held = np.take_along_axis(phy2log, order, axis=1)
    first = np.cumsum(logcnt, axis=1) - logcnt
    rank = np.arange(slots) - np.take_along_axis(first, held, axis=1)
    log2phy = np.full((layers, experts, logcnt.max()), -1, dtype=np.int64)
    log2phy[rows, held, rank] = order
    return phy2log, log2phy, logcnt


def rebalance_experts(weight, num_replicas, num_groups, num_nodes, num_gpus):
    """
    Place replicas of experts on GPUs for the load to come.

    Args:
        weight: [layers, experts] token counts of the window that has just ended
        num_replicas: slots in all; slot s is on GPU s // (num_replicas // num_gpus)
        num_groups: groups of experts with consecutive ids
        num_nodes: machines
        num_gpus: GPUs in all

    Returns:
        phy2log [layers, num_replicas], log2phy [layers, experts, X] padded with -1, logcnt [layers, experts]
    """
    load = weight.astype(np.float64)
    count = apportion(load, num_replicas)
    expert_of, _ = replicas_by_load(load, count, num_replicas)
    return maps_of(deal(expert_of, num_gpus), weight.shape[1])


# EVOLVE-BLOCK-END
