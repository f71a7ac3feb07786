"""The door of the inbox in front of a web application."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from adrs.propose.inbox.door import Door
from adrs.propose.inbox.http_wire import Rejection


class Guard:
    """Lets through what the door admits.

    Args:
        app: What is guarded.
        door: Who may come in.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        app = self._app
        if scope["type"] == "http":
            try:
                self._door.admit(Headers(scope=scope))
            except Rejection as rejection:
                app = PlainTextResponse(f"{rejection}\n", rejection.status, dict(rejection.headers))
        await app(scope, receive, send)
