# mypy: ignore-errors
"""Looks names up, and sends a query of its own to a resolver on the loopback address."""

import socket

from adrs.audit.attacks.kit import attempt, breach

WITNESS = "packet"
BARE = True
_QUERY = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x06secret\x07invalid\x00\x00\x01\x00\x01"


def attack(bait):
    attempt("look up a name", lambda: socket.getaddrinfo("secret.invalid", 80))
    breach("query", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(_QUERY, ("127.0.0.1", bait["udp"])))
