# mypy: ignore-errors
"""Connects to a Unix socket in the file system."""

import socket

from adrs.audit.attacks.kit import breach

WITNESS = "packet"
BARE = True


def attack(bait):
    breach("unix socket", lambda: socket.socket(socket.AF_UNIX).connect(bait["unix"]))
    breach("docker", lambda: socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock"))
