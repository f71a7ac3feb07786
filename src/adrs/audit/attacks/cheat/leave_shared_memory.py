# mypy: ignore-errors
"""Leaves a note in shared memory, message queues and semaphores of the machine."""

import os
from multiprocessing import shared_memory

from adrs.audit.attacks.kit import attempt, system_call, tell

WITNESS = "breach"
REPEAT = 2


def attack(bait):
    attempt("POSIX shared memory", lambda: _posix(bait["mark"]))
    attempt("System V shared memory", lambda: _system_v(bait["key"]))
    attempt("message queue", lambda: _queue(bait["key"]))


def _posix(mark):
    if os.path.exists(f"/dev/shm/{mark}"):
        tell("a note in shared memory", "BREACH")
    shared_memory.SharedMemory(mark, create=True, size=64)


def _system_v(key):
    system_call(29, 194, key, 64, 0o1666)


def _queue(key):
    system_call(68, 186, key, 0o1666)
