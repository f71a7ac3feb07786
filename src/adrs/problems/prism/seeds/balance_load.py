# mypy: ignore-errors
"""Keeps load even, the most demanding models first (longest processing time first, on load)."""

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
        roomy = [gpu for gpu in range(gpu_num) if free[gpu] > model.model_size]
        if not roomy:
            raise ValueError(f"no GPU has room for a model of {model.model_size} GB")
        gpu = min(roomy, key=lambda g: load[g])
        placement[gpu].append(model)
        free[gpu] -= model.model_size
        load[gpu] += model.req_rate / model.slo
    return placement


# EVOLVE-BLOCK-END
