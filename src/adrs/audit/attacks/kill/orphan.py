# mypy: ignore-errors
"""Leaves a process behind that has left its parent, group and session."""

import os
import time

from adrs.audit.attacks.kit import attempt, sign

WITNESS = "survivor"
LIMITS = {"processes": 8}
BARE = True


def attack(bait):
    attempt("detach a process", lambda: _detach(bait))


def _detach(bait):
    pid = os.fork()
    if pid == 0:
        sign(bait)
        os.setsid()
        if os.fork() == 0:
            os.close(1)
            os.close(2)
            time.sleep(600)
        os._exit(0)
    os.waitpid(pid, 0)
