# mypy: ignore-errors
"""Opens ports of its own, for others to connect to."""

import socket

from adrs.audit.attacks.kit import breach


def attack(bait):
    breach("listen on tcp", lambda: socket.create_server(("127.0.0.1", 0)))
    breach("bind udp", lambda: socket.socket(type=socket.SOCK_DGRAM).bind(("127.0.0.1", 0)))
    breach("bind abstract", lambda: socket.socket(socket.AF_UNIX).bind("\0" + bait["mark"]))
