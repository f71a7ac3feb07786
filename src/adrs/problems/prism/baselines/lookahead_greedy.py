# mypy: ignore-errors
"""Greedy that looks one placement ahead, over all GPUs: a reference beyond the paper.

The most demanding models first, each to the GPU for which the worst pressure of the cluster stays lowest.
"""

GPU_MEM_SIZE = 80  # GB

# EVOLVE-BLOCK-START


def compute_model_placement(gpu_num, models):
    """
    Place models on GPUs so that the worst KV-cache pressure is low.

    Args:
        gpu_num: Number of GPUs
        models: List of models to place

    Returns:
        A dict from GPU (0 to gpu_num - 1) to the list of models on it
    """
    placement = {gpu: [] for gpu in range(gpu_num)}
    free = [GPU_MEM_SIZE] * gpu_num
    load = [0.0] * gpu_num
    for model in sorted(models, key=lambda m: m.req_rate / m.slo, reverse=True):
        demand = model.req_rate / model.slo
        best_gpu = None
        best_worst = float("inf")
        for gpu in range(gpu_num):
            left = free[gpu] - model.model_size
            if left <= 0:
                continue
            others = max((load[g] / free[g] for g in range(gpu_num) if g != gpu), default=0.0)
            worst = max(others, (load[gpu] + demand) / left)
            if worst < best_worst:
                best_gpu, best_worst = gpu, worst
        if best_gpu is None:
            raise ValueError(f"no GPU has room for a model of {model.model_size} GB")
        placement[best_gpu].append(model)
        free[best_gpu] -= model.model_size
        load[best_gpu] += demand
    return placement


# EVOLVE-BLOCK-END
