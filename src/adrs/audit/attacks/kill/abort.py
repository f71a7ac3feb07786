# mypy: ignore-errors
"""Aborts, and corrupts the interpreter if that does not end it."""

import os

WITNESS = "outcome"
CONTAINED = ("CRASHED",)
BARE = True


def attack(bait):
    os.abort()
