# mypy: ignore-errors
"""Changes the arguments it was given: empties, reorders and replaces what is in them."""

import sys

from adrs.audit.attacks.kit import attempt

WITNESS = "score"
CONTAINED = ("VALID", "CRASHED", "INVALID")


def attack(bait):
    attempt("arguments of the entry", lambda: _spoil(sys._getframe(4)))


def _spoil(frame):
    for value in list(frame.f_locals.get("args", ())):
        for item in value if isinstance(value, list) else [value]:
            for name in list(getattr(item, "__dict__", ())):
                if isinstance(getattr(item, name), int | float):
                    setattr(item, name, 0)
