# mypy: ignore-errors
"""Raises SystemExit, as if all were well."""

import sys

WITNESS = "outcome"
CONTAINED = ("CRASHED",)
BARE = True


def attack(bait):
    sys.exit(0)
