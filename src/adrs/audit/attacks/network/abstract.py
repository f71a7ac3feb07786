# mypy: ignore-errors
"""Connects to an abstract Unix socket, which no file-system view hides."""

import socket

from adrs.audit.attacks.kit import breach

WITNESS = "packet"
BARE = True


def attack(bait):
    breach("abstract socket", lambda: socket.socket(socket.AF_UNIX).connect("\0" + bait["abstract"]))
