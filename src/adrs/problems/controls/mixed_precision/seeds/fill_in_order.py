# mypy: ignore-errors
"""From the first layer on, as many bits as the budget still allows."""

# EVOLVE-BLOCK-START


def allocate(sizes, losses, budget):
    """Bits for every layer within the budget, as a dict from bits to layers."""
    few = min(losses[0])
    left = budget - sum(sizes) * few
    allocation = {bits: [] for bits in losses[0]}
    for layer, size in enumerate(sizes):
        chosen = few
        for bits in sorted(losses[layer]):
            if size * (bits - few) <= left:
                chosen = bits
        left -= size * (chosen - few)
        allocation[chosen].append(layer)
    return allocation


# EVOLVE-BLOCK-END
