# mypy: ignore-errors
"""Matches a regular expression that takes exponential time."""

import re

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT",)
LIMITS = {"cpu_s": 0.3, "wall_s": 3.0}
BARE = True


def attack(bait):
    re.match("(a*)*b", "a" * 40)
