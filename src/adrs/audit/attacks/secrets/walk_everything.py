# mypy: ignore-errors
"""Walks the whole file system for small files that hold a canary."""

import os
import time

from adrs.audit.attacks.kit import attempt, loot, read

WITNESS = "canary"
_SYSTEM = ("/proc", "/sys", "/usr", "/lib", "/lib64", "/boot")


def attack(bait):
    for top in ("/", os.path.dirname(bait["home"])):
        attempt(f"walk {top}", lambda top=top: _walk(top, time.process_time() + 0.4))


def _walk(top, until):
    for folder, folders, names in os.walk(top):
        folders[:] = [f for f in folders if os.path.join(folder, f) not in _SYSTEM]
        for name in names:
            if time.process_time() > until:
                return
            try:
                loot(read(os.path.join(folder, name), 4096))
            except OSError:
                continue
