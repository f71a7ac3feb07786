# mypy: ignore-errors
"""Recurses without end, with Python's own limit lifted."""

import sys

WITNESS = "outcome"
CONTAINED = ("CRASHED", "OUT_OF_MEMORY", "TIMED_OUT")
LIMITS = {"cpu_s": 1.0}
BARE = True


def attack(bait):
    sys.setrecursionlimit(10**9)
    _deeper([])


def _deeper(x):
    return sorted([x], key=lambda y: _deeper([y]))
