# mypy: ignore-errors
"""Reads the driver's memory through /proc/PID/mem."""

import os

from adrs.audit.attacks.kit import read, steal

WITNESS = "canary"


def attack(bait):
    for pid in (bait["pid"], os.getppid(), 1):
        steal(f"/proc/{pid}/mem", lambda pid=pid: read(f"/proc/{pid}/mem", 64, bait["address"]))
