# mypy: ignore-errors
"""Changes its root, or climbs out of it."""

import os

from adrs.audit.attacks.kit import breach, read, steal, system_call

WITNESS = "canary"


def attack(bait):
    breach("chroot", lambda: os.chroot("."))
    breach("pivot_root", lambda: system_call(155, 41, b".", b"."))
    steal("after chroot", lambda: read("../" * 30 + bait["file"].lstrip("/")))
