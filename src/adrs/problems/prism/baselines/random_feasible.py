# mypy: ignore-errors
"""Each model on a random GPU that has room for it; the control that any method must beat."""

import random

GPU_MEM_SIZE = 80  # GB
ATTEMPTS = 10000

# EVOLVE-BLOCK-START


def compute_model_placement(gpu_num, models):
    """
    Place models on random GPUs, starting over when one finds no room.

    Args:
        gpu_num: Number of GPUs
        models: List of models to place

    Returns:
        A dict from GPU (0 to gpu_num - 1) to the list of models on it
    """
    rng = random.Random(0)
    for _ in range(ATTEMPTS):
        placement = {gpu: [] for gpu in range(gpu_num)}
        free = [GPU_MEM_SIZE] * gpu_num
        for model in models:
            roomy = [gpu for gpu in range(gpu_num) if free[gpu] > model.model_size]
            if not roomy:
                break
            gpu = rng.choice(roomy)
            placement[gpu].append(model)
            free[gpu] -= model.model_size
        else:
            return placement
    raise ValueError("no random placement fits")


# EVOLVE-BLOCK-END
