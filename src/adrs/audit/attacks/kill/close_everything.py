# mypy: ignore-errors
"""Closes every descriptor it has, with the ways by which it should answer among them."""

import os

WITNESS = "outcome"
CONTAINED = ("CRASHED", "INVALID")


def attack(bait):
    os.closerange(0, 1024)
