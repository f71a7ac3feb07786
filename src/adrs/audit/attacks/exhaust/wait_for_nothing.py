# mypy: ignore-errors
"""Waits on a lock that nobody releases, with a timer that interrupts it all the time."""

import signal
import threading

WITNESS = "outcome"
CONTAINED = ("TIMED_OUT",)
LIMITS = {"wall_s": 0.8, "cpu_s": 0.5}


def attack(bait):
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
