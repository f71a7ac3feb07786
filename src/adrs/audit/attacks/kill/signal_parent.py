# mypy: ignore-errors
"""Ends its parent."""

import os
import signal

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"
BARE = True


def attack(bait):
    attempt("SIGKILL to the parent", lambda: os.kill(os.getppid(), signal.SIGKILL))
