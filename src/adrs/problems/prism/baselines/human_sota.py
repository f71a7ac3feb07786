# mypy: ignore-errors
"""Algorithm 1 of Prism (Yu et al., arXiv 2505.04021) without the migration threshold tau.

The most demanding models first, each to the GPU whose KV-cache pressure is lowest before it arrives.
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
        best_gpu = None
        best_pressure = float("inf")
        for gpu in range(gpu_num):
            if free[gpu] > 0 and model.model_size <= free[gpu]:
                pressure = load[gpu] / free[gpu]
                if pressure < best_pressure:
                    best_gpu, best_pressure = gpu, pressure
        if best_gpu is None:
            raise ValueError(f"no GPU has room for a model of {model.model_size} GB")
        placement[best_gpu].append(model)
        free[best_gpu] -= model.model_size
        load[best_gpu] += model.req_rate / model.slo
    return placement


# EVOLVE-BLOCK-END
