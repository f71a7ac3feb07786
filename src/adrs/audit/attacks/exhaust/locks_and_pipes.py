# mypy: ignore-errors
"""Fills pipes and holds file locks on what all candidates can see."""

import fcntl
import os

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"
CONTAINED = ("VALID", "CRASHED", "TIMED_OUT")
LIMITS = {"wall_s": 1.0}


def attack(bait):
    for path in ("/dev/null", os.__file__, "/etc/ld.so.cache"):
        attempt(f"lock {path}", lambda path=path: fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX))
    reading, writing = os.pipe()
    os.write(writing, bytes(60_000))
    attempt("a full pipe", lambda: os.write(writing, bytes(10_000_000)))
    os.close(reading)
