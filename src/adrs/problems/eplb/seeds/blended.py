# mypy: ignore-errors
"""The hierarchical balancer on a blend of the current window and those before, all layers at once."""

import numpy as np

# EVOLVE-BLOCK-START


def forecast(weight, history):
    """The load to come: a weighted mean of the window that has just ended and those before."""
    fade = 1.0
    total, weights = weight.astype(np.float64), 1.0
    for age in range(1, len(history) + 1):
        total += fade**age * history[-age]
        weights += fade**age
    return total / weights


def pack(weight, num_packs):
    """Heaviest first, each to the lightest pack with room, in all rows at the same time."""
    rows, items = weight.shape
    room = items // num_packs
    if room == 1:
        return np.tile(np.arange(items), (rows, 1)), np.zeros((rows, items), dtype=np.int64)
    order = np.argsort(-weight, axis=1, kind="stable")
    ordered = np.take_along_axis(weight, order, axis=1).T.copy()
    packs = np.empty((items, rows), dtype=np.int64)
    ranks = np.empty((items, rows), dtype=np.int64)
    loads = np.zeros((rows, num_packs), dtype=np.float32)  # infinite once full
    flat, held = loads.ravel(), np.zeros(rows * num_packs, dtype=np.int64)
    start = np.arange(rows) * num_packs
    for step in range(items):
        pack_of = loads.argmin(axis=1)
        at = start + pack_of
        rank = held[at]
        packs[step], ranks[step] = pack_of, rank
        held[at] = rank + 1
        total = flat[at] + ordered[step]
        total[rank == room - 1] = np.inf
        flat[at] = total
    pack_of, rank_of = np.empty_like(order), np.empty_like(order)
    np.put_along_axis(pack_of, order, packs.T, axis=1)
    np.put_along_axis(rank_of, order, ranks.T, axis=1)
    return pack_of, rank_of


def replicate(weight, num_slots):
    """Extra slots one by one to the greatest load per replica."""
    rows, experts = weight.shape
    expert_of = np.tile(np.arange(num_slots), (rows, 1))
    replica_of = np.zeros((rows, num_slots), dtype=np.int64)
    count = np.ones((rows, experts), dtype=np.int64)
    share = weight.copy()
    all_rows = np.arange(rows)
    for slot in range(experts, num_slots):
        hottest = share.argmax(axis=1)
        replicas = count[all_rows, hottest]
        expert_of[:, slot], replica_of[:, slot] = hottest, replicas
        count[all_rows, hottest] = replicas + 1
        share[all_rows, hottest] = weight[all_rows, hottest] / (replicas + 1).astype(np.float32)
    return expert_of, replica_of, count, share


def inverse(permutation):
    result = np.empty_like(permutation)
    np.put_along_axis(result, permutation, np.arange(permutation.shape[1])[None, :], axis=1)
    return result


def rebalance_experts(weight, num_replicas, num_groups, num_nodes, num_gpus, history):
    """
    Place replicas of experts on GPUs for the load to come.

    Args:
        weight: [layers, experts] token counts of the window that has just ended
        num_replicas: slots in all; slot s is on GPU s // (num_replicas // num_gpus)
        num_groups: groups of experts with consecutive ids
        num_nodes: machines
        num_gpus: GPUs in all
        history: [windows, layers, experts] the windows before, oldest first

    Returns:
        phy2log [layers, num_replicas], log2phy [layers, experts, X] padded with -1, logcnt [layers, experts]
    """
    layers, experts = weight.shape
    if num_replicas < experts or num_replicas % num_gpus or num_gpus % num_nodes:
        raise ValueError("replicas must divide over GPUs, GPUs over nodes, and suffice for the experts")
    if num_groups % num_nodes:
        num_groups, num_nodes = 1, 1
    if experts % num_groups:
        raise ValueError("experts must divide into groups")
    load = forecast(weight, history).astype(np.float32)
    group_size, node_experts = experts // num_groups, experts // num_nodes
    node_slots, gpu_slots = num_replicas // num_nodes, num_replicas // num_gpus

    node_of, rank_of = pack(load.reshape(layers, num_groups, group_size).sum(axis=2), num_nodes)
    first = (node_of * (num_groups // num_nodes) + rank_of) * group_size
    to_packed = (first[:, :, None] + np.arange(group_size)).reshape(layers, experts)
    from_packed = inverse(to_packed)

    packed = np.take_along_axis(load, from_packed, axis=1).reshape(-1, node_experts)
    expert_of, replica_of, count, share = replicate(packed, node_slots)
    gpu_of, place_of = pack(np.take_along_axis(share, expert_of, axis=1), num_gpus // num_nodes)
    replica_at = inverse(gpu_of * gpu_slots + place_of)

    local = np.take_along_axis(expert_of, replica_at, axis=1).reshape(layers, num_nodes, node_slots)
    local = local + (np.arange(num_nodes) * node_experts)[None, :, None]
    phy2log = np.take_along_axis(from_packed, local.reshape(layers, num_replicas), axis=1)
    rank = np.take_along_axis(replica_of, replica_at, axis=1).reshape(layers, num_replicas)
    logcnt = np.take_along_axis(count.reshape(layers, experts), to_packed, axis=1)
    log2phy = np.full((layers, experts, logcnt.max()), -1, dtype=np.int64)
    log2phy[np.arange(layers)[:, None], phy2log, rank] = np.arange(num_replicas)
    return phy2log, log2phy, logcnt


# EVOLVE-BLOCK-END
