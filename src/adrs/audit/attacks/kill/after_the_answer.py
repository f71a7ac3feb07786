# mypy: ignore-errors
"""Answers, and hangs or goes on when the interpreter is about to end."""

import atexit
import threading
import time

from adrs.audit.attacks.kit import attempt, sign

WITNESS = "survivor"
CONTAINED = ("VALID", "CRASHED", "TIMED_OUT")
LIMITS = {"wall_s": 1.5}


def attack(bait):
    sign(bait)
    atexit.register(time.sleep, 600)
    attempt("a thread", lambda: threading.Thread(target=time.sleep, args=(600,)).start())
    attempt("a timer", lambda: threading.Timer(0.05, time.sleep, (600,)).start())
