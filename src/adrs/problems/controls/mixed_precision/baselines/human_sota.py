# mypy: ignore-errors
"""Greedy for the multiple-choice knapsack (Sinha and Zoltners, 1979).

Every layer starts with the fewest bits; the step up that saves most loss for a bit of memory is taken for as
long as one fits.
"""

# EVOLVE-BLOCK-START


def allocate(sizes, losses, budget):
    """Bits for every layer within the budget, as a dict from bits to layers."""
    chosen = [min(row) for row in losses]
    left = budget - sum(size * bits for size, bits in zip(sizes, chosen, strict=True))
    while True:
        best, rate = None, 0.0
        for layer, size in enumerate(sizes):
            for bits in losses[layer]:
                need = size * (bits - chosen[layer])
                saved = losses[layer][chosen[layer]] - losses[layer][bits]
                if 0 < need <= left and saved / need > rate:
                    best, rate = (layer, bits, need), saved / need
        if best is None:
            break
        layer, bits, need = best
        chosen[layer] = bits
        left -= need
    return {bits: [i for i, b in enumerate(chosen) if b == bits] for bits in losses[0]}


# EVOLVE-BLOCK-END
