"""The greedy rules in index form: they anchor the workload generator and start the exact search.

The same rules are shipped as programs in ``seeds/`` and ``baselines/``; a test keeps the two alike.
"""

from __future__ import annotations

from math import inf

from adrs.problems.prism.rules import GPU_MEM_SIZE, Case

Groups = list[list[int]]


def most_free_memory(case: Case) -> Groups | None:
    """The naive seed: each model, as it comes, on the GPU with the most free memory; ``None`` if stuck."""
    groups: Groups = [[] for _ in range(case.gpu_num)]
    free: list[float] = [GPU_MEM_SIZE] * case.gpu_num
    for j, size in enumerate(case.sizes):
        gpu = max(range(case.gpu_num), key=lambda g: free[g])
        if size >= free[gpu]:
            return None
        groups[gpu].append(j)
        free[gpu] -= size
    return groups


def prism_greedy(case: Case) -> Groups | None:
    """Prism, Algorithm 1, without the migration threshold; ``None`` where it finds no GPU with room."""
    groups: Groups = [[] for _ in range(case.gpu_num)]
    free: list[float] = [GPU_MEM_SIZE] * case.gpu_num
    load = [0.0] * case.gpu_num
    sizes, loads = case.sizes, case.loads
    for j in by_load(case):
        fits = [g for g in range(case.gpu_num) if free[g] > 0 and sizes[j] <= free[g]]
        if not fits:
            return None
        gpu = min(fits, key=lambda g: load[g] / free[g])
        groups[gpu].append(j)
        free[gpu] -= sizes[j]
        load[gpu] += loads[j]
    return groups


def lookahead_greedy(case: Case) -> Groups | None:
    """The same order, each model where the worst pressure of the cluster stays lowest."""
    groups: Groups = [[] for _ in range(case.gpu_num)]
    free: list[float] = [GPU_MEM_SIZE] * case.gpu_num
    load = [0.0] * case.gpu_num
    sizes, loads = case.sizes, case.loads
    for j in by_load(case):
        pressure = [load[g] / free[g] for g in range(case.gpu_num)]
        worst = [inf] * case.gpu_num
        for g in range(case.gpu_num):
            left = free[g] - sizes[j]
            if left > 0:
                others = max(pressure[:g] + pressure[g + 1 :], default=0.0)
                worst[g] = max(others, (load[g] + loads[j]) / left)
        gpu = min(range(case.gpu_num), key=lambda g: worst[g])
        if worst[gpu] == inf:
            return None
        groups[gpu].append(j)
        free[gpu] -= sizes[j]
        load[gpu] += loads[j]
    return groups


def by_load(case: Case) -> list[int]:
    """Model indices by load, highest first; equal loads keep their order."""
    loads = case.loads
    return sorted(range(len(loads)), key=lambda j: -loads[j])
