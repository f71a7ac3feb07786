# mypy: ignore-errors
"""Dynamic programming over layers and memory; optimal."""

# EVOLVE-BLOCK-START


def allocate(sizes, losses, budget):
    """Bits for every layer within the budget, as a dict from bits to layers."""
    reached = {0: (0, ())}
    for size, row in zip(sizes, losses, strict=True):
        grown = {}
        for used, (loss, chosen) in reached.items():
            for bits in row:
                need = used + size * bits
                if need <= budget and (need not in grown or loss + row[bits] < grown[need][0]):
                    grown[need] = (loss + row[bits], (*chosen, bits))
        reached = grown
    _, best = min(reached.values())
    return {bits: [i for i, b in enumerate(best) if b == bits] for bits in losses[0]}


# EVOLVE-BLOCK-END
