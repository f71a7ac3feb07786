# mypy: ignore-errors
"""Model i on GPU i mod gpu_num, or on the next GPU in turn where that one has no room."""

GPU_MEM_SIZE = 80  # GB

# EVOLVE-BLOCK-START


def compute_model_placement(gpu_num, models):
    """
    Place models on GPUs in turn.

    Args:
        gpu_num: Number of GPUs
        models: List of models to place

    Returns:
        A dict from GPU (0 to gpu_num - 1) to the list of models on it
    """
    placement = {gpu: [] for gpu in range(gpu_num)}
    free = [GPU_MEM_SIZE] * gpu_num
    for turn, model in enumerate(models):
        for step in range(gpu_num):
            gpu = (turn + step) % gpu_num
            if free[gpu] > model.model_size:
                break
        else:
            raise ValueError(f"no GPU has room for a model of {model.model_size} GB")
        placement[gpu].append(model)
        free[gpu] -= model.model_size
    return placement


# EVOLVE-BLOCK-END
