# mypy: ignore-errors
"""The fewest bits for every layer."""

# EVOLVE-BLOCK-START


def allocate(sizes, losses, budget):
    """Bits for every layer within the budget, as a dict from bits to layers."""
    return {min(losses[0]): list(range(len(sizes)))}


# EVOLVE-BLOCK-END
