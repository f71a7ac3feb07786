# mypy: ignore-errors
"""Sends signals to its parent, the driver and the first process."""

import os
import signal

from adrs.audit.attacks.kit import attempt

WITNESS = "neighbour"


def attack(bait):
    for pid in (os.getppid(), bait["pid"], 1):
        for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
            attempt(f"{number.name} to {pid}", lambda pid=pid, number=number: os.kill(pid, number))
