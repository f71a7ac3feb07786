# mypy: ignore-errors
"""Fills the disk with one file, many files, and files without a name."""

import os

from adrs.audit.attacks.kit import attempt

WITNESS = "file"


def attack(bait):
    attempt("one file", lambda: _fill("large", 64))
    attempt("many files", lambda: [_fill(f"part-{n}", 0.9) for n in range(64)])
    attempt("without a name", lambda: os.open(".", os.O_TMPFILE | os.O_RDWR))


def _fill(name, mebibytes):
    with open(name, "wb") as file:
        for _ in range(int(mebibytes * 16)):
            file.write(bytes(65536))
