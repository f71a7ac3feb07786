"""The connection between a driver and a job: bytes over TCP; each side proves that it knows a key."""

from __future__ import annotations

import socket
import struct
from multiprocessing.connection import Connection
from typing import Any

MESSAGE_BYTES = 2**31
"""Longest message that is taken."""
_HANDSHAKE_S = 20
_IDLE_S, _EVERY_S, _PROBES = 15, 5, 4


def line(caller: socket.socket) -> Connection[Any, Any]:
    """A socket as a connection: soon gives up while it is not authenticated, and notices a dead machine."""
    caller.settimeout(None)
    caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE_S)
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _EVERY_S)
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)
    _receive_timeout(caller, _HANDSHAKE_S)
    return Connection(caller.detach())


def patient(connection: Connection[Any, Any]) -> None:
    """Wait for messages without end from now on."""
    with _borrowed(connection) as held:
        _receive_timeout(held, 0)


def hang_up(connection: Connection[Any, Any]) -> None:
    """End the connection, also for a thread that is reading from it. Idempotent."""
    if connection.closed:
        return
    with _borrowed(connection) as held:
        try:
            held.shutdown(socket.SHUT_RDWR)
        except OSError:  # the other side was faster
            return


def _borrowed(connection: Connection[Any, Any]) -> socket.socket:
    """The same connection as a socket of its own; closing it closes nothing else."""
    return socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)


def _receive_timeout(held: socket.socket, seconds: int) -> None:
    held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", seconds, 0))
