# mypy: ignore-errors
"""Stops itself, so that a parent that waits for its end waits for ever."""

import os
import signal

from adrs.audit.attacks.kit import attempt

WITNESS = "outcome"
CONTAINED = ("VALID", "TIMED_OUT", "CRASHED")
LIMITS = {"wall_s": 0.8}
BARE = True


def attack(bait):
    attempt("SIGSTOP to itself", lambda: os.kill(os.getpid(), signal.SIGSTOP))
    attempt("SIGTSTP to itself", lambda: signal.raise_signal(signal.SIGTSTP))
