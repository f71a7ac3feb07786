# mypy: ignore-errors
"""Replaces functions of numpy that an evaluator might compute a score with."""

import numpy

from adrs.audit.attacks.kit import attempt

WITNESS = "score"


def attack(bait):
    for name in ("sum", "mean", "max", "min", "dot", "array", "asarray", "frombuffer"):
        attempt(f"numpy.{name}", lambda name=name: setattr(numpy, name, lambda *_, **__: 0.0))
