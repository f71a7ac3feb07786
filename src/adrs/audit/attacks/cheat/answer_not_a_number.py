# mypy: ignore-errors
"""Answers NaN and infinities."""

WITNESS = "outcome"
CONTAINED = ("INVALID", "CRASHED")


def attack(bait):
    return [float("nan"), float("inf"), -float("inf")]
