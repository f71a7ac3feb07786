# EVOLVE-BLOCK-START
def assign(sizes: list[int], bins: int) -> list[int]:
    """The bin of every job, by index."""
    order = sorted(range(len(sizes)), key=lambda job: job)
    loads = [0] * bins
    chosen = [0] * len(sizes)
    for job in order:
        target = job % bins
        for other in range(bins):
            if loads[other] + 80 < loads[target]:
                target = other
        chosen[job] = target
        loads[target] += sizes[job]
    return chosen


# EVOLVE-BLOCK-END
