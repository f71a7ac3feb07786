# mypy: ignore-errors
"""DeepSeek's hierarchical expert load balancer, row by row as the open implementation goes."""

import numpy as np

# EVOLVE-BLOCK-START


def balanced_packing(weight, num_packs):
    """Pack n items of each row into packs of n / num_packs: heaviest first, each to the lightest with room.

    Returns:
        Pack of each item and its rank of arrival in that pack, both shaped like weight.
    """
    rows, items = weight.shape
    room = items // num_packs
    pack_of = np.zeros((rows, items), dtype=np.int64)
    rank_of = np.zeros((rows, items), dtype=np.int64)
    if room == 1:
        pack_of[:] = np.arange(items)
        return pack_of, rank_of
    order = np.argsort(-weight, axis=1, kind="stable")
    for row in range(rows):
        loads = [np.float32(0.0)] * num_packs
        held = [0] * num_packs
        for item in order[row]:
            pack = min((p for p in range(num_packs) if held[p] < room), key=loads.__getitem__)
            pack_of[row, item] = pack
            rank_of[row, item] = held[pack]
            loads[pack] += weight[row, item]
            held[pack] += 1
    return pack_of, rank_of


def replicate_experts(weight, num_slots):
    """Give every expert of a row one slot, and the others one by one to the greatest load per replica.

    Returns:
        Expert of each slot, replica number of each slot, replicas of each expert.
    """
    rows, experts = weight.shape
    expert_of = np.tile(np.arange(num_slots), (rows, 1))
    replica_of = np.zeros((rows, num_slots), dtype=np.int64)
    count = np.ones((rows, experts), dtype=np.int64)
    all_rows = np.arange(rows)
    for slot in range(experts, num_slots):
        hottest = (weight / count.astype(np.float32)).argmax(axis=1)
        expert_of[:, slot] = hottest
        replica_of[:, slot] = count[all_rows, hottest]
        count[all_rows, hottest] += 1
    return expert_of, replica_of, count


def inverse(permutation):
    result = np.empty_like(permutation)
    np.put_along_axis(result, permutation, np.arange(permutation.shape[1])[None, :], axis=1)
    return result


def rebalance_hierarchical(weight, num_replicas, num_groups, num_nodes, num_gpus):
    layers, experts = weight.shape
    group_size = experts // num_groups
    groups_per_node = num_groups // num_nodes
    experts_per_node = experts // num_nodes
    slots_per_node = num_replicas // num_nodes
    gpus_per_node = num_gpus // num_nodes
    slots_per_gpu = num_replicas // num_gpus

    # Groups to nodes; from here on experts are numbered node by node.
    group_load = weight.reshape(layers, num_groups, group_size).sum(axis=2)
    node_of, rank_of = balanced_packing(group_load, num_nodes)
    first = (node_of * groups_per_node + rank_of) * group_size
    to_packed = (first[:, :, None] + np.arange(group_size)).reshape(layers, experts)
    from_packed = inverse(to_packed)

    # Replicas within nodes.
    packed = np.take_along_axis(weight, from_packed, axis=1).reshape(-1, experts_per_node)
    expert_of, replica_of, count = replicate_experts(packed, slots_per_node)

    # Replicas to GPUs within nodes.
    share = np.take_along_axis(packed / count.astype(np.float32), expert_of, axis=1)
    gpu_of, place_of = balanced_packing(share, gpus_per_node)
    replica_at = inverse(gpu_of * slots_per_gpu + place_of)

    local = np.take_along_axis(expert_of, replica_at, axis=1).reshape(layers, num_nodes, slots_per_node)
    local = local + (np.arange(num_nodes) * experts_per_node)[None, :, None]
    phy2log = np.take_along_axis(from_packed, local.reshape(layers, num_replicas), axis=1)
    rank = np.take_along_axis(replica_of, replica_at, axis=1).reshape(layers, num_replicas)
    logcnt = np.take_along_axis(count.reshape(layers, experts), to_packed, axis=1)
    return phy2log, rank, logcnt


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
    layers, experts = weight.shape
    if num_replicas < experts or num_replicas % num_gpus or num_gpus % num_nodes:
        raise ValueError("replicas must divide over GPUs, GPUs over nodes, and suffice for the experts")
    if num_groups % num_nodes:
        num_groups, num_nodes = 1, 1
    if experts % num_groups:
        raise ValueError("experts must divide into groups")
    load = weight.astype(np.float32)
    phy2log, rank, logcnt = rebalance_hierarchical(load, num_replicas, num_groups, num_nodes, num_gpus)
    log2phy = np.full((layers, experts, logcnt.max()), -1, dtype=np.int64)
    log2phy[np.arange(layers)[:, None], phy2log, rank] = np.arange(num_replicas)
    return phy2log, log2phy, logcnt


# EVOLVE-BLOCK-END
