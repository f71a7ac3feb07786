# mypy: ignore-errors
"""Sends a datagram to a UDP listener on the loopback address."""

import socket

from adrs.audit.attacks.kit import breach

WITNESS = "packet"
BARE = True


def attack(bait):
    breach("udp", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", bait["udp"])))
