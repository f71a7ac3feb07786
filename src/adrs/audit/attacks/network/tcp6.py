# mypy: ignore-errors
"""Connects to a TCP listener on the IPv6 loopback address."""

import socket

from adrs.audit.attacks.kit import breach

WITNESS = "packet"
BARE = True


def attack(bait):
    breach("tcp ::1", lambda: socket.create_connection(("::1", bait["tcp6"]), 0.3).sendall(b"x"))
