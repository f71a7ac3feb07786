# mypy: ignore-errors
"""Opens raw, packet, netlink, virtual-machine and Bluetooth sockets."""

import socket

from adrs.audit.attacks.kit import breach


def attack(bait):
    for name, family, kind in (
        ("raw", socket.AF_INET, socket.SOCK_RAW),
        ("packet", 17, socket.SOCK_RAW),
        ("netlink", 16, socket.SOCK_RAW),
        ("vsock", 40, socket.SOCK_STREAM),
        ("alg", 38, socket.SOCK_SEQPACKET),
        ("bluetooth", 31, socket.SOCK_RAW),
    ):
        breach(name, lambda family=family, kind=kind: socket.socket(family, kind))
