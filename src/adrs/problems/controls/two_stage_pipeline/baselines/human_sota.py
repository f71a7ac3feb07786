# mypy: ignore-errors
"""Johnson's rule (1954); optimal.

What loads faster than it computes goes first, by rising load time; the rest after it, by falling compute
time.
"""

# EVOLVE-BLOCK-START


def sequence(load_ms, compute_ms):
    """An order of the jobs."""
    jobs = range(len(load_ms))
    early = sorted((j for j in jobs if load_ms[j] < compute_ms[j]), key=lambda j: load_ms[j])
    late = sorted((j for j in jobs if load_ms[j] >= compute_ms[j]), key=lambda j: -compute_ms[j])
    return early + late


# EVOLVE-BLOCK-END
