# mypy: ignore-errors
"""Stages filled up to a limit, which rises until there are enough stages."""

# EVOLVE-BLOCK-START


def partition(work_ms, stages):
    """Cuts of the chain."""
    limit = max(max(work_ms), sum(work_ms) // stages)
    while True:
        cuts = []
        filled = 0
        for place, work in enumerate(work_ms):
            if filled + work > limit:
                cuts.append(place)
                filled = 0
            filled += work
        if len(cuts) < stages:
            return cuts + [len(work_ms)] * (stages - 1 - len(cuts))
        limit += 20


# EVOLVE-BLOCK-END
