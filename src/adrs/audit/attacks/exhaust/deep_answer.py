# mypy: ignore-errors
"""Returns an answer nested a hundred thousand levels deep, and one that contains itself."""

WITNESS = "outcome"
CONTAINED = ("INVALID", "CRASHED", "OUT_OF_MEMORY")


def attack(bait):
    deep = inner = []
    for _ in range(100_000):
        inner.append([])
        inner = inner[0]
    inner.append(deep)
    return deep
