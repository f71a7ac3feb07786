# mypy: ignore-errors
"""Ignores every signal it can, and goes on for ever."""

import signal
import time

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT",)
LIMITS = {"wall_s": 0.8}
BARE = True


def attack(bait):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        time.sleep(60)
