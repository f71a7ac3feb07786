# mypy: ignore-errors
"""Sleeps for ever, which costs no processor time."""

import time

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT",)
LIMITS = {"wall_s": 0.8}
BARE = True


def attack(bait):
    while True:
        time.sleep(3600)
