# mypy: ignore-errors
"""Writes to, and receives from, sockets that it may have inherited."""

import os
import socket
import stat

from adrs.audit.attacks.kit import breach


def attack(bait):
    for fd in range(3, 128):
        try:
            found = stat.S_ISSOCK(os.fstat(fd).st_mode)
        except OSError:
            continue
        if found:
            breach(f"send on {fd}", lambda fd=fd: socket.socket(fileno=fd).send(b"cancel"))
