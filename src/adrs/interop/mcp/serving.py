"""The two ways in: standard input and output for one agent, HTTP for several at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from adrs.interop.mcp.desk import Desk
from adrs.interop.mcp.guard import Guard
from adrs.interop.mcp.server import create_server
from adrs.propose.inbox.door import Door, cannot_listen, family_of

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_INTERRUPTED = 130

Closing = Callable[[], Awaitable[None]]


async def serve_stdio(desk: Desk, closing: Closing) -> None:
    """Serve one agent until its end of the pipe is closed.

    Args:
        desk: What is served.
        closing: Lets go of the run, also when a signal ends the process.
    """
    loop = asyncio.get_running_loop()
    ending: list[asyncio.Task[None]] = []

    async def end() -> None:
        with contextlib.suppress(Exception):
            await closing()
        sys.stderr.flush()
        os._exit(_INTERRUPTED)  # a thread that waits for standard input cannot be cancelled

    def interrupted() -> None:
        if not ending:
            ending.append(loop.create_task(end()))

    _log_plainly()
    with _handling(interrupted):
        try:
            await create_server(desk).run_stdio_async()
        finally:
            await closing()


class HttpServer:
    """Serves any number of agents on one address; listens from the beginning, answers in :meth:`serve`.

    Args:
        desk: What is served.
        host: Numeric address.
        port: 0 for any free one.
        token: What requests must carry; a new random one by default.
        expose: Whether an address that other machines can reach will do.

    Raises:
        UsageError: The address is not loopback and ``expose`` is not set, or cannot be had.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        expose: bool = False,
    ) -> None:
        door = Door(token)
        self.token = door.token
        self._socket = listening(host, port, expose=expose)
        self.url = f"http://{door.at(host, self._socket.getsockname()[1])}/mcp"
        _log_plainly()
        checks = TransportSecuritySettings(allowed_hosts=list(door.names), allowed_origins=[])
        app = create_server(desk).streamable_http_app(host=host, transport_security=checks)
        config = uvicorn.Config(
            Guard(app, door),
            log_level="error",
            access_log=False,
            timeout_graceful_shutdown=2,
            lifespan="on",
        )
        self._server = _Server(config)

    async def serve(self, closing: Closing) -> None:
        """Serve until a signal or :meth:`stop`, then let go of the run."""
        with _handling(self.stop):
            try:
                await self._server.serve(sockets=[self._socket])
            finally:
                self._socket.close()
                await closing()

    def stop(self) -> None:
        """End soon."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Leaves signals to whoever serves: uvicorn would raise them once more after it has ended."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _log_plainly() -> None:
    """One line a warning on standard error, before the library sets up boxes for them."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")


def listening(host: str, port: int, *, expose: bool) -> socket.socket:
    """A socket at this address.

    Raises:
        UsageError: It is not loopback and ``expose`` is not set, or cannot be had.
    """
    found = socket.socket(family_of(host, expose=expose), socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen()
    except OSError as error:
        found.close()
        raise cannot_listen(host, port, error) from None
    return found


@contextlib.contextmanager
def _handling(handler: Callable[[], Any]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    mine = []
    for number in _SIGNALS:
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # not the main thread
            loop.add_signal_handler(number, handler)
            mine.append(number)
    try:
        yield
    finally:
        for number in mine:
            loop.remove_signal_handler(number)
