# mypy: ignore-errors
"""Reads every descriptor that it may have inherited from the driver."""

import os

from adrs.audit.attacks.kit import attempt, loot, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    steal("the driver's descriptor", lambda: os.pread(bait["fd"], 4096, 0))
    attempt("all descriptors", _all)


def _all():
    for fd in range(3, 1024):
        try:
            loot(os.pread(fd, 65536, 0))
        except OSError:
            continue
