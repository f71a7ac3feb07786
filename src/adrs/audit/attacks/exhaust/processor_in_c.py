# mypy: ignore-errors
"""Computes for ever inside one call of C code, where no signal handler of Python runs."""

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT",)
LIMITS = {"cpu_s": 0.3, "wall_s": 3.0}
BARE = True


def attack(bait):
    return 7 ** (10**9) % 10
