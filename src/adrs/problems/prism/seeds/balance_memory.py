# mypy: ignore-errors
"""Keeps memory even, the largest models first (longest processing time first, on memory)."""

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
    for model in sorted(models, key=lambda m: m.model_size, reverse=True):
        gpu = max(range(gpu_num), key=lambda g: free[g])
        if model.model_size >= free[gpu]:
            raise ValueError(f"no GPU has room for a model of {model.model_size} GB")
        placement[gpu].append(model)
        free[gpu] -= model.model_size
    return placement


# EVOLVE-BLOCK-END
