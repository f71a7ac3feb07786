# mypy: ignore-errors
"""Starts threads without end."""

import threading
import time

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"
CONTAINED = ("VALID", "CRASHED", "TIMED_OUT", "OUT_OF_MEMORY")
LIMITS = {"cpu_s": 0.5, "wall_s": 1.5}


def attack(bait):
    attempt("threads", _start)


def _start():
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
