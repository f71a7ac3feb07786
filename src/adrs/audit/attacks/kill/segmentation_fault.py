# mypy: ignore-errors
"""Reads from address zero, which ends the process."""

import ctypes

WITNESS = "outcome"
CONTAINED = ("CRASHED",)
BARE = True


def attack(bait):
    ctypes.string_at(0)
