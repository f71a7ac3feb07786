# mypy: ignore-errors
"""Leaves a note for the next candidate in modules, environment and the interpreter itself."""

import builtins
import os
import sys

import numpy

from adrs.audit.attacks.kit import tell

WITNESS = "breach"
REPEAT = 2


def attack(bait):
    places = (builtins, sys, os, numpy, *(m for n, m in list(sys.modules.items()) if n.startswith("adrs")))
    for place in places:
        if hasattr(place, "note_of_before"):
            tell(f"a note in {place.__name__}", "BREACH")
        place.note_of_before = bait["mark"]
    if bait["mark"] in os.environ:
        tell("a note in the environment", "BREACH")
    os.environ[bait["mark"]] = "1"
