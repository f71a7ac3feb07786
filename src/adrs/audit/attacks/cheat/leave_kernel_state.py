# mypy: ignore-errors
"""Leaves a note in what the kernel keeps: locks, names, file times, timers, limits."""

import fcntl
import os
import resource

from adrs.audit.attacks.kit import attempt, libc, tell

WITNESS = "breach"
REPEAT = 2


def attack(bait):
    name = bytes(16)
    attempt("read the name", lambda: libc().prctl(16, name))
    if bait["mark"][:8].encode() in name:
        tell("a note in the process name", "BREACH")
    attempt("name", lambda: libc().prctl(15, bait["mark"][:8].encode()))
    attempt("times of a library", lambda: os.utime(os.__file__))
    attempt("a lock", lambda: fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB))
    attempt("a limit", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)))
    attempt("an offset of a descriptor", lambda: os.lseek(3, 12345, 0))
