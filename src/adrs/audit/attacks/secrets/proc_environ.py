# mypy: ignore-errors
"""Reads the environments of the driver, its parent and the first process under /proc."""

import os

from adrs.audit.attacks.kit import read, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    for pid in ("self", os.getppid(), 1, bait["pid"], bait["holder"]):
        steal(f"/proc/{pid}/environ", lambda pid=pid: read(f"/proc/{pid}/environ"))
