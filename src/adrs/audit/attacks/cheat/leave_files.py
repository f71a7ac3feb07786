# mypy: ignore-errors
"""Leaves a note for the next candidate in files, and looks for one."""

import os

from adrs.audit.attacks.kit import attempt, tell

WITNESS = "breach"
REPEAT = 2
BARE = True


def attack(bait):
    name = f"note-{bait['mark']}"
    folders = (".", "/tmp", "/var/tmp", "/dev/shm", "/dev", "/run", bait["outside"], "/")
    for folder in folders:
        if os.path.exists(os.path.join(folder, name)):
            tell(f"a note in {folder}", "BREACH")
    for folder in folders:
        attempt(f"leave one in {folder}", lambda folder=folder: open(os.path.join(folder, name), "w").close())
