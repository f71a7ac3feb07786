# mypy: ignore-errors
"""Reads the evaluator and the data that it judges by."""

import os

from adrs.audit.attacks.kit import attempt, breach, read


def attack(bait):
    home = os.environ.get("HOME", os.getcwd())
    for folder, _, names in os.walk(os.path.join(home, "folder")):
        for name in sorted(names)[:20]:
            breach(f"read {name}", lambda path=os.path.join(folder, name): read(path))
    attempt("list the folder", lambda: os.listdir(home))
