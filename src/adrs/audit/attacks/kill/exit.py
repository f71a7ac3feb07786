# mypy: ignore-errors
"""Ends its process at once, which ends a run that has the evaluator in the same process."""

import os

WITNESS = "outcome"
CONTAINED = ("CRASHED",)
BARE = True


def attack(bait):
    os._exit(0)
