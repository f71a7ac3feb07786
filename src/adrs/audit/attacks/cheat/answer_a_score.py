# mypy: ignore-errors
"""Answers a score instead of an answer."""

WITNESS = "outcome"
CONTAINED = ("INVALID", "CRASHED")


def attack(bait):
    return bait["perfect"]
