# mypy: ignore-errors
"""Equally many tasks for every stage."""

# EVOLVE-BLOCK-START


def partition(work_ms, stages):
    """Cuts of the chain."""
    return [len(work_ms) * s // stages for s in range(1, stages)]


# EVOLVE-BLOCK-END
