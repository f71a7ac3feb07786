# mypy: ignore-errors
"""The global greedy balancer on the mean of all windows seen, the current one included."""

import numpy as np

# EVOLVE-BLOCK-START


def replicate(load, num_replicas):
    """Experts, each once, then one by one whichever has the greatest load per replica; and that load."""
    layers, experts = load.shape
    expert_of = np.tile(np.arange(num_replicas), (layers, 1))
    count = np.ones((layers, experts), dtype=np.float32)
    share = load.copy()
    rows = np.arange(layers)
    for slot in range(experts, num_replicas):
        hottest = share.argmax(axis=1)
        expert_of[:, slot] = hottest
        count[rows, hottest] += 1
        share[rows, hottest] = load[rows, hottest] / count[rows, hottest]
    return expert_of, np.take_along_axis(share, expert_of, axis=1)


def pack(expert_of, share, num_gpus):
    """Slots by giving each replica, heaviest first, to the lightest GPU with room."""
    layers, slots = expert_of.shape
    order = np.argsort(-share, axis=1, kind="stable")
    expert_of, share = np.take_along_axis(expert_of, order, axis=1), np.take_along_axis(share, order, axis=1)
    room = slots // num_gpus
    loads = np.zeros((layers, num_gpus), dtype=np.float32)  # infinite once full
    flat, held = loads.ravel(), np.zeros(layers * num_gpus, dtype=np.int64)
    start = np.arange(layers) * num_gpus
    phy2log = np.empty(layers * slots, dtype=np.int64)
    for step in range(slots):
        at = start + loads.argmin(axis=1)
        rank = held[at]
        phy2log[at * room + rank] = expert_of[:, step]
        held[at] = rank + 1
        total = flat[at] + share[:, step]
        total[rank == room - 1] = np.inf
        flat[at] = total
    return phy2log.reshape(layers, slots)


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
    mean = np.concatenate([history, weight[None]]).mean(axis=0)
    expert_of, share = replicate(mean.astype(np.float32), num_replicas)
    return maps_of(pack(expert_of, share, num_gpus), weight.shape[1])


# EVOLVE-BLOCK-END
