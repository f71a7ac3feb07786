# mypy: ignore-errors
"""Climbs the stack to the harness's variables and changes the inputs and results it finds there."""

import sys

from adrs.audit.attacks.kit import attempt

WITNESS = "score"
CONTAINED = ("VALID", "CRASHED", "INVALID")


def attack(bait):
    attempt("climb", lambda: _climb(sys._getframe()))


def _climb(frame):
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            if name in ("inputs", "workload", "limits", "answer") and isinstance(value, dict):
                value.clear()
        frame = frame.f_back
