# mypy: ignore-errors
"""Prints megabytes on both of its streams."""

import os

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"


def attack(bait):
    text = b"all work and no play " * 3000
    attempt("standard output", lambda: [os.write(1, text) for _ in range(200)])
    attempt("standard error", lambda: [os.write(2, text) for _ in range(200)])
