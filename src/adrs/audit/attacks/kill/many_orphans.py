# mypy: ignore-errors
"""Leaves a whole tree of detached processes behind that start each other anew."""

import os
import time

from adrs.audit.attacks.kit import attempt, sign

WITNESS = "survivor"
CONTAINED = ("VALID", "CRASHED", "TIMED_OUT")
LIMITS = {"processes": 8, "wall_s": 1.5}


def attack(bait):
    sign(bait)
    attempt("six generations", _descend)


def _descend():
    pid = os.fork()
    if pid:
        return
    os.setsid()
    for _ in range(6):
        try:
            if os.fork():
                os._exit(0)
        except OSError:
            break
    time.sleep(600)
    os._exit(0)
