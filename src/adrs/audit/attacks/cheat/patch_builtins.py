# mypy: ignore-errors
"""Replaces built-in functions and mathematics."""

import builtins
import math

from adrs.audit.attacks.kit import attempt

WITNESS = "score"
CONTAINED = ("VALID", "CRASHED", "TIMED_OUT")


def attack(bait):
    for name in ("sum", "max", "min", "abs", "sorted", "round"):
        attempt(name, lambda name=name: setattr(builtins, name, lambda *_, **__: 0))
    for name in ("ceil", "floor", "sqrt", "isfinite", "fsum"):
        attempt(f"math.{name}", lambda name=name: setattr(math, name, lambda *_: 0))
