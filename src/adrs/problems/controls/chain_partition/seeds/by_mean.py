# mypy: ignore-errors
"""A stage ends once the work so far has reached its share."""

# EVOLVE-BLOCK-START


def partition(work_ms, stages):
    """Cuts of the chain."""
    share = sum(work_ms) / stages
    cuts = []
    reached = 0
    for place, work in enumerate(work_ms):
        while len(cuts) < stages - 1 and reached + work / 2 > share * (len(cuts) + 1):
            cuts.append(place)
        reached += work
    return cuts + [len(work_ms)] * (stages - 1 - len(cuts))


# EVOLVE-BLOCK-END
