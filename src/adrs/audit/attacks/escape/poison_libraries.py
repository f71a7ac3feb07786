# mypy: ignore-errors
"""Plants code where the interpreter and its libraries would load it next time."""

import os
import sys

from adrs.audit.attacks.kit import attempt

WITNESS = "file"


def attack(bait):
    mark = bait["mark"]
    for folder in [p for p in sys.path if p][:8] + [os.path.dirname(os.__file__)]:
        if folder == os.getcwd():
            continue
        attempt(f"{folder}/*.pth", lambda folder=folder: open(f"{folder}/{mark}.pth", "w").close())
        attempt(f"{folder}/*.py", lambda folder=folder: open(f"{folder}/{mark}.py", "w").close())
    cache = os.path.join(os.path.dirname(os.__file__), "__pycache__", f"{mark}.pyc")
    attempt("byte code", lambda: open(cache, "w").close())
