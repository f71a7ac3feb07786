# mypy: ignore-errors
"""Answers an integer of a hundred thousand bits."""

WITNESS = "outcome"
CONTAINED = ("INVALID", "CRASHED")


def attack(bait):
    return {0: [1 << 100_000], "x": -(1 << 100_000)}
