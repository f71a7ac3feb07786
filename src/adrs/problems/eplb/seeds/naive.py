# mypy: ignore-errors
"""Ignores the load: slot s holds expert s modulo the number of experts."""

import numpy as np

# EVOLVE-BLOCK-START


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
    slots = np.arange(num_replicas)
    phy2log = np.tile(slots % experts, (layers, 1))
    width = -(-num_replicas // experts)
    log2phy = np.full((layers, experts, width), -1)
    log2phy[:, slots % experts, slots // experts] = slots
    logcnt = np.tile(np.bincount(slots % experts, minlength=experts), (layers, 1))
    return phy2log, log2phy, logcnt


# EVOLVE-BLOCK-END
