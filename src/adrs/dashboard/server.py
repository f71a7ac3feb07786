"""Listens on loopback and serves the application: in the foreground, or on a thread beside a run."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from adrs.core.errors import UsageError

PORT = 8642
"""Taken if it is free and no other was asked for."""

_PATIENCE_S = 5.0
_LINGER_S = 4.0  # a page asks again 1.5 s after it has heard of something new


class _Server(uvicorn.Server):
    """Ends open streams when it is told to end, which uvicorn by itself waits for."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, end streams, then everything else."""
        app: FastAPI = self.config.app  # type: ignore[assignment]
        app.state.desk.closing.set()
        await super().shutdown(sockets)


class DashboardServer:
    """An application with a socket; ``url`` is what a person opens.

    Args:
        app: Made by :func:`adrs.dashboard.app.create_app`.
        host: Numeric loopback address.
        port: ``None`` for :data:`PORT` or, where that is taken, any free one.

    Raises:
        UsageError: The address is not loopback, or cannot be had.
    """

    def __init__(self, app: FastAPI, *, host: str = "127.0.0.1", port: int | None = None) -> None:
        self._socket = _listening(host, port)
        config = uvicorn.Config(
            app, log_level="error", access_log=False, timeout_graceful_shutdown=2, lifespan="on"
        )
        self._server = _Server(config)
        self._thread: threading.Thread | None = None
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._socket.getsockname()[1]}/?token={app.state.token}"

    def serve(self) -> None:
        """Serve until interrupted."""
        with suppress(KeyboardInterrupt):
            self._server.run(sockets=[self._socket])

    def start(self) -> None:
        """Serve on a thread until :meth:`stop`."""
        self._thread = threading.Thread(target=self.serve, name="dashboard", daemon=True)
        self._thread.start()

    def linger(self) -> None:
        """Wait until open pages have seen what was journalled last; returns at once where there are none."""
        app: FastAPI = self._server.config.app  # type: ignore[assignment]
        if app.state.desk.watching:
            time.sleep(_LINGER_S)

    def stop(self) -> None:
        """End; open streams are closed. Idempotent."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)
            self._thread = None
        self._socket.close()


def _listening(host: str, port: int | None) -> socket.socket:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise UsageError(f"{host!r} is not a numeric address; give one such as 127.0.0.1") from None
    if not address.is_loopback:
        raise UsageError(
            f"{host} can be reached by other machines; the dashboard listens on loopback only"
            " (to look from elsewhere, forward the port with ssh -L)"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    wanted = [PORT, 0] if port is None else [port]
    for number in wanted:
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, number))
        except (OSError, OverflowError) as error:
            found.close()
            reason = getattr(error, "strerror", None) or error
        else:
            return found
    raise UsageError(f"the dashboard cannot listen on {host}:{wanted[-1]}: {reason}; give another --port")
