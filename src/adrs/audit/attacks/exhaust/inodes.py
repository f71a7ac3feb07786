# mypy: ignore-errors
"""Makes files and nested folders without end."""

import os

from adrs.audit.attacks.kit import attempt

WITNESS = "file"


def attack(bait):
    attempt("files", lambda: [open(f"f{n}", "w").close() for n in range(20_000)])
    attempt("folders", _nest)


def _nest():
    for _ in range(20_000):
        os.mkdir("d")
        os.chdir("d")
