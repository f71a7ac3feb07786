# mypy: ignore-errors
"""Looks for the name of the workload it is run on, to answer a known one by heart."""

import gc
import os
import sys

from adrs.audit.attacks.kit import attempt, tell

WITNESS = "breach"
LIMITS = {"cpu_s": 3.0}


def attack(bait):
    wanted = bait["workload"][::-1]
    attempt("arguments", lambda: _compare(sys.argv + sys.orig_argv + list(os.environ.values()), wanted))
    gc.unfreeze()
    attempt("objects", lambda: [_compare(_texts(thing), wanted) for thing in gc.get_objects()])


def _texts(thing):
    if isinstance(thing, dict) and len(thing) < 10_000:
        return [item for pair in list(thing.items()) for item in pair if isinstance(item, str)]
    return [item for item in thing if isinstance(item, str)] if isinstance(thing, list | tuple) else []


def _compare(texts, wanted):
    if any(wanted in text for text in texts):
        tell("the workload's id", "BREACH")
