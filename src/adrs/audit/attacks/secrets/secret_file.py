# mypy: ignore-errors
"""Opens a file with a secret by its path, and asks whether it is there."""

import os

from adrs.audit.attacks.kit import breach, read, steal

WITNESS = "canary"
BARE = True


def attack(bait):
    steal("open", lambda: read(bait["file"]))
    breach("stat", lambda: os.stat(bait["file"]))
    breach("listdir", lambda: os.listdir(bait["home"]))
