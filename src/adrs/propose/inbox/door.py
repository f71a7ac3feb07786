"""Who may come in over HTTP, whichever protocol is spoken behind the door.

Loopback is not a wall: every page in a browser on the machine can send requests there. So a request carries a
token, names our own address in ``Host`` (a page that rebinds its DNS name sends another), and has no
``Origin``.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from collections.abc import Mapping, Sequence

from adrs.core.errors import UsageError
from adrs.propose.inbox.http_wire import Rejection


class Door:
    """Lets requests in that know the token and our address.

    Args:
        token: What requests must carry; a new random one if there is none.
    """

    def __init__(self, token: str | None = None) -> None:
        self.token = token or secrets.token_urlsafe(32)
        self.names: Sequence[str] = ()

    def at(self, host: str, port: int) -> str:
        """Answer to this address from now on; as ``host:port``."""
        shown = f"[{host}]" if ":" in host else host
        own = (f"{shown}:{port}".lower(), f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}")
        self.names = list(dict.fromkeys(own))
        return f"{shown}:{port}"

    def admit(self, headers: Mapping[str, str]) -> None:
        """Let a request in by its headers, whose names are lower case.

        Raises:
            Rejection: It stays outside; says why.
        """
        if headers.get("host", "").lower() not in self.names:
            raise Rejection(421, "this service answers only to its own address in Host")
        if "origin" in headers:
            raise Rejection(403, "requests from web pages are not answered")
        given = headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            more = {"WWW-Authenticate": "Bearer"}
            raise Rejection(401, "give the token as Authorization: Bearer TOKEN", more)


def family_of(host: str, *, expose: bool) -> socket.AddressFamily:
    """Whether ``host`` is an address of version 4 or 6.

    Raises:
        UsageError: It is no numeric address, or not loopback and ``expose`` is not set.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise UsageError(f"{host!r} is not a numeric address; give one such as 127.0.0.1") from None
    if not address.is_loopback and not expose:
        raise UsageError(
            f"{host} can be reached by other machines and the token would cross in the clear; ask for it"
        )
    return socket.AF_INET6 if address.version == 6 else socket.AF_INET


def cannot_listen(host: str, port: int, error: OSError) -> UsageError:
    """The error for an address that cannot be had."""
    return UsageError(f"the inbox cannot listen on {host}:{port}: {error.strerror or error}")
