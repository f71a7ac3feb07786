# mypy: ignore-errors
"""Leaves a process behind that keeps its output open, so that a reader waits for its end."""

import os
import time

from adrs.audit.attacks.kit import attempt, sign

WITNESS = "survivor"
LIMITS = {"processes": 8}


def attack(bait):
    attempt("fork", lambda: _leave(bait))


def _leave(bait):
    if os.fork() == 0:
        sign(bait)
        os.setsid()
        while True:
            time.sleep(60)
