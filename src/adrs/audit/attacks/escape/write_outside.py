# mypy: ignore-errors
"""Writes, renames and links to where it does not belong."""

import os

from adrs.audit.attacks.kit import attempt, breach

WITNESS = "file"
BARE = True


def attack(bait):
    mark = bait["mark"]
    for folder in (bait["outside"], bait["home"], "/var/tmp", "/dev/shm", "/"):
        attempt(f"create in {folder}", lambda folder=folder: open(f"{folder}/{mark}", "w").close())
    breach("overwrite the secret", lambda: open(bait["file"], "a"))
    breach("truncate it", lambda: os.truncate(bait["file"], 0))
    attempt("rename out", lambda: os.rename(__file__, f"{bait['outside']}/{mark}-renamed"))
