# mypy: ignore-errors
"""Jobs that compute long first."""

# EVOLVE-BLOCK-START


def sequence(load_ms, compute_ms):
    """An order of the jobs."""
    return sorted(range(len(load_ms)), key=lambda job: -compute_ms[job])


# EVOLVE-BLOCK-END
