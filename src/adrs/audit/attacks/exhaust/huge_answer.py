# mypy: ignore-errors
"""Returns an answer of many megabytes."""

WITNESS = "outcome"
CONTAINED = ("INVALID", "CRASHED", "OUT_OF_MEMORY")


def attack(bait):
    return ["x" * 1000] * 40_000
