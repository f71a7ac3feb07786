# mypy: ignore-errors
"""Dynamic programming over tasks and stages (Olstad and Manne, 1995); optimal."""

# EVOLVE-BLOCK-START


def partition(work_ms, stages):
    """Cuts of the chain."""
    n = len(work_ms)
    reached = [0]
    for work in work_ms:
        reached.append(reached[-1] + work)
    best = [(total, []) for total in reached]
    for _ in range(stages - 1):
        best = [
            min(
                (max(best[cut][0], reached[end] - reached[cut]), best[cut][1] + [cut])
                for cut in range(end + 1)
            )
            for end in range(n + 1)
        ]
    return best[n][1]


# EVOLVE-BLOCK-END
