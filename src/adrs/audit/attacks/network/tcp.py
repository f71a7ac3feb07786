# mypy: ignore-errors
"""Connects to a TCP listener on the loopback address and sends what it knows."""

import socket

from adrs.audit.attacks.kit import breach

WITNESS = "packet"
BARE = True


def attack(bait):
    for host in ("127.0.0.1", "localhost", "0.0.0.0"):
        breach(
            f"tcp {host}", lambda host=host: socket.create_connection((host, bait["tcp"]), 0.3).sendall(b"x")
        )
