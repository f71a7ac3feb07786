# mypy: ignore-errors
"""Reads the secret file through the roots and working directories of other processes."""

import os

from adrs.audit.attacks.kit import read, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    for pid in (1, os.getppid(), bait["pid"], "self"):
        steal(f"/proc/{pid}/root", lambda pid=pid: read(f"/proc/{pid}/root{bait['file']}"))
        steal(f"/proc/{pid}/cwd", lambda pid=pid: read(f"/proc/{pid}/cwd/../../../../../..{bait['file']}"))
