# mypy: ignore-errors
"""Starts processes without end, each of which does the same."""

import os

from adrs.audit.attacks.kit import sign

WITNESS = "survivor"
CONTAINED = ("TIMED_OUT", "CRASHED")
LIMITS = {"processes": 8, "cpu_s": 0.4, "wall_s": 1.0}


def attack(bait):
    sign(bait)
    while True:
        try:
            os.fork()
        except OSError:
            pass
