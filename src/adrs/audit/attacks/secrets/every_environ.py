# mypy: ignore-errors
"""Reads the environment of every process it can list, also in other views of /proc."""

import os

from adrs.audit.attacks.kit import read, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    for place in ("/proc", "/proc/1/root/proc", "/proc/self/root/proc", "/host/proc"):
        steal(f"every environ in {place}", lambda place=place: _all(place))


def _all(place):
    found = []
    for entry in os.listdir(place):
        if entry.isdigit():
            try:
                found.append(read(f"{place}/{entry}/environ"))
            except OSError:
                continue
    return b"\n".join(found)
