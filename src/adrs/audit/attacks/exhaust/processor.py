# mypy: ignore-errors
"""Computes for ever, in Python."""

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT",)
LIMITS = {"cpu_s": 0.3, "wall_s": 3.0}
BARE = True


def attack(bait):
    while True:
        pass
