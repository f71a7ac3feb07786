"""A model provider on 127.0.0.1: speaks four wire formats, fails on demand, counts what it is asked.

No model is in it: it says what it is told to say. It answers whole replies only, no streams.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from adrs.testing.loopback_bodies import BODIES, Answer, error_body

_PATHS = {
    "/chat/completions": "openai-chat",
    "/responses": "openai-responses",
    "/messages": "anthropic",
    ":generateContent": "google",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it arrived; header names are in lower case."""

    wire: str
    path: str
    headers: dict[str, str] = field(repr=False)
    body: dict[str, Any] = field(repr=False)


Script = Answer | Iterable[Answer] | Callable[[Asked], Answer]


class Loopback:
    """The server; use it as a context manager.

    Args:
        script: What it does: the same for every request, one after another (the last one is repeated), or by
            a function of the request, called by one thread at a time.

    ``asked`` holds every request in the order of arrival, ``answered`` what was done with it, and ``peak``
    the greatest number of requests that were open at once.
    """

    def __init__(self, script: Script = Answer()) -> None:
        self.asked: list[Asked] = []
        self.answered: list[Answer] = []
        self.peak = 0
        self._open = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._next = _reader(script)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, wire: str) -> str:
        """The base URL for a client of this format."""
        root = f"http://127.0.0.1:{self._server.server_port}"
        return f"{root}/v1" if wire.startswith("openai") else root

    def take(self, asked: Asked) -> Answer:
        """Note a request and decide what becomes of it."""
        with self._lock:
            self._open += 1
            self.peak = max(self.peak, self._open)
            self.asked.append(asked)
            answer = self._next(asked)
            self.answered.append(answer)
            return answer

    def done(self) -> None:
        """Note that a request is over."""
        with self._lock:
            self._open -= 1

    def wait(self, seconds: float | None) -> None:
        """Wait so long, or until the server stops."""
        self._stopping.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that goes away in the middle is what some tests are about."""


def _reader(script: Script) -> Callable[[Asked], Answer]:
    if isinstance(script, Answer):
        return lambda asked: script
    if callable(script):
        return script
    answers = list(script)
    return lambda asked: answers.pop(0) if len(answers) > 1 else answers[0]


def _handler(loopback: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            raw = json.loads(self.rfile.read(length))
            path = self.path.partition("?")[0]
            wire = next((wire for end, wire in _PATHS.items() if path.endswith(end)), "")
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = loopback.take(Asked(wire=wire, path=self.path, headers=headers, body=raw))
            try:
                self._answer(wire, answer)
            finally:
                loopback.done()

        def _answer(self, wire: str, answer: Answer) -> None:
            if answer.silent or answer.delay_s:
                loopback.wait(None if answer.silent else answer.delay_s)
            if answer.silent:
                self.close_connection = True
                return
            data = _body(wire, answer)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(data)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data if answer.cut_bytes is None else data[: answer.cut_bytes])
            if answer.cut_bytes is not None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

    return Handler


def _body(wire: str, answer: Answer) -> bytes:
    if answer.body is not None:
        return answer.body
    if wire not in BODIES:
        return b'{"error": {"message": "no such path"}}'
    written = error_body(wire, answer) if answer.status != 200 else BODIES[wire](answer)
    return json.dumps(written).encode()
