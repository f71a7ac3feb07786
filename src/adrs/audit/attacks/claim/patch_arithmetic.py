# mypy: ignore-errors
"""Replaces the functions of the standard library and of numpy by which evaluators add up and average."""

import builtins
import math
import statistics

from adrs.audit.attacks.kit import attempt

WITNESS = "score"


def attack(bait):
    number = bait["measure"]
    found = {builtins: ("sum",), math: ("dist", "sqrt", "fsum"), statistics: ("fmean", "mean")}
    for module, names in found.items():
        for name in names:
            attempt(f"patch {name}", lambda module=module, name=name: _patch(module, name, number))
    attempt("patch numpy", lambda: _patch_numpy(number))


def _patch(module, name, number):
    setattr(module, name, lambda *_, **__: number)


def _patch_numpy(number):
    import numpy

    for name in ("mean", "sum", "median"):
        setattr(numpy, name, lambda *_, **__: numpy.float64(number))
