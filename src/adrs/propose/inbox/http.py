"""The inbox over HTTP, for agents that would rather not watch a folder.

::

    GET  /briefs                  open briefs; ?after=VERSION&wait=SECONDS waits for something new
    GET  /briefs/7                one brief as JSON; /briefs/7.md as Markdown
    POST /briefs/7/answer         {"answer": "…", "form": "reply" or "program", "author": "…", "note": "…"}
    GET  /briefs/7/fate           open, rejected, accepted, evaluated or withdrawn, and why

Every request carries ``Authorization: Bearer TOKEN``. The service listens on loopback unless asked otherwise,
answers only to its own name (a page that rebinds its DNS name to 127.0.0.1 sends another ``Host``), never to
a browser's cross-origin request, and has nothing that runs a program.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import re
import secrets
from collections.abc import Awaitable, Callable
from functools import partial

from adrs.core.errors import UsageError
from adrs.propose.context.text import one_line
from adrs.propose.inbox.answer import MOST_CHARS, main_suffix
from adrs.propose.inbox.connections import Connections
from adrs.propose.inbox.fate import Fate, State
from adrs.propose.inbox.folder import MAX_ANSWER_BYTES
from adrs.propose.inbox.http_wire import (
    MAX_HEAD_BYTES,
    Head,
    Rejection,
    Response,
    parse_json,
    read_body,
    read_head,
    reply_error,
    reply_json,
    send,
)
from adrs.propose.inbox.names import AnswerName
from adrs.propose.inbox.proposer import Inbox, Slot

_PATIENCE_S = 10.0
_LONGEST_WAIT_S = 60
_MOST_CONNECTIONS = 64
_ONE = re.compile(r"/briefs/([0-9]{1,9})(\.md|/answer|/fate|)", re.ASCII)
Answerer = Callable[[bytes], Awaitable[Response]]
_QUERY = re.compile(r"(?:after=([0-9]{1,12}))?&?(?:wait=([0-9]{1,3}))?", re.ASCII)


class InboxServer:
    """Serves one inbox; made by :func:`serve`."""

    def __init__(self, inbox: Inbox, token: str) -> None:
        self.token = token
        self._inbox = inbox
        self._server: asyncio.Server | None = None
        self._connections = Connections(self._one)
        self._names: frozenset[str] = frozenset()
        self.url = ""

    async def start(self, host: str, port: int) -> None:
        """Listen.

        Raises:
            UsageError: The address cannot be had.
        """
        try:
            self._server = await asyncio.start_server(self._connections, host, port, limit=MAX_HEAD_BYTES)
        except OSError as error:
            raise UsageError(f"the inbox cannot listen on {host}:{port}: {error.strerror or error}") from None
        port = self._server.sockets[0].getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{port}"
        self._names = frozenset(
            {f"{shown}:{port}".lower(), f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"}
        )

    async def aclose(self) -> None:
        """Stop listening and end open connections. Idempotent."""
        await self._connections.aclose(self._server)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if len(self._connections) > _MOST_CONNECTIONS:
                raise Rejection(503, "too many connections; try again")
            async with asyncio.timeout(_PATIENCE_S):
                head = await read_head(reader)
                if head is None:
                    return
                answer = self._routed(head)
                body = await read_body(head, reader, writer) if head.method == "POST" else b""
            response = await answer(body)
        except TimeoutError:
            response = reply_error(Rejection(408, f"the request took longer than {_PATIENCE_S:g} s"))
        except Rejection as rejection:
            response = reply_error(rejection)
        await send(writer, response)

    def _routed(self, head: Head) -> Answerer:
        """What answers a request; refused before its body is read."""
        self._admit(head)
        method, answer = self._route(head)
        if head.method != method:
            raise Rejection(405, f"use {method} here", {"Allow": method})
        if method == "POST":
            _require_json(head)
        return answer

    def _route(self, head: Head) -> tuple[str, Answerer]:
        if head.path == "/briefs":
            return "GET", partial(self._list, head.query)
        match = _ONE.fullmatch(head.path)
        if match is None or head.query:
            raise Rejection(404, "there is nothing here; see /briefs")
        routes = {
            "": ("GET", self._show),
            ".md": ("GET", self._show_markdown),
            "/fate": ("GET", self._tell_fate),
            "/answer": ("POST", self._answer),
        }
        method, answer = routes[match[2]]
        return method, partial(answer, int(match[1]))

    def _admit(self, head: Head) -> None:
        if head.headers.get("host", "").lower() not in self._names:
            raise Rejection(421, "this service answers only to its own address in Host")
        if "origin" in head.headers:
            raise Rejection(403, "requests from web pages are not answered")
        given = head.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            raise Rejection(
                401, "give the token as Authorization: Bearer TOKEN", {"WWW-Authenticate": "Bearer"}
            )

    async def _list(self, query: str, _body: bytes) -> Response:
        match = _QUERY.fullmatch(query)
        if match is None:
            raise Rejection(400, "the query may be after=VERSION&wait=SECONDS")
        if match[1] is not None:
            await self._inbox.wait_for_change(int(match[1]), min(int(match[2] or 0), _LONGEST_WAIT_S))
        briefs = [
            {"number": number, "problem": slot.problem.name, "parent": slot.brief.parent.candidate.id}
            for number, slot in sorted(self._inbox.open_briefs().items())
        ]
        return reply_json({"version": self._inbox.version, "briefs": briefs})

    async def _show(self, number: int, _body: bytes) -> Response:
        slot = self._slot(number)
        parent = slot.brief.parent.candidate
        facts = {
            "number": number,
            "problem": slot.problem.name,
            "parent": parent.id,
            "main": parent.program.main,
            "files": dict(parent.program.files),
            "markdown": slot.text,
        }
        return reply_json({**facts, **_facts(self._inbox.fate(number))})

    async def _show_markdown(self, number: int, _body: bytes) -> Response:
        text = self._slot(number).text
        return Response(body=text.encode("utf-8", "replace"), type="text/markdown; charset=utf-8")

    async def _tell_fate(self, number: int, _body: bytes) -> Response:
        fate = self._inbox.fate(number)
        if fate is None:
            raise Rejection(404, f"there is no brief {number}")
        return reply_json({"number": number, **_facts(fate)})

    async def _answer(self, number: int, body: bytes) -> Response:
        said = parse_json(body)
        if "answer" not in said or not set(said) <= {"answer", "form", "author", "note"}:
            raise Rejection(400, "the body has `answer`, and may have `form`, `author` and `note`")
        text = _checked(_front_matter(said) + said["answer"])
        program = self._slot(number).brief.parent.candidate.program
        suffix = {"reply": "md", "program": main_suffix(program)}.get(said.get("form", "reply"))
        if suffix is None:
            raise Rejection(400, "`form` is `reply` or `program`")
        fate = self._inbox.offer(AnswerName(number, suffix), text)
        return reply_json({"number": number, **_facts(fate)}, 200 if fate.state is State.ACCEPTED else 422)

    def _slot(self, number: int) -> Slot:
        slot = self._inbox.open_briefs().get(number)
        if slot is not None:
            return slot
        fate = self._inbox.fate(number)
        if fate is None:
            raise Rejection(404, f"there is no brief {number}")
        if fate.state is State.WITHDRAWN:
            raise Rejection(410, f"brief {number} was withdrawn: {fate.reason}".rstrip(": "))
        raise Rejection(409, f"brief {number} was answered before")


async def serve(
    inbox: Inbox, *, host: str = "127.0.0.1", port: int = 0, token: str | None = None, expose: bool = False
) -> InboxServer:
    """Serve ``inbox`` until ``aclose``; the server knows its ``url`` and ``token``.

    Args:
        inbox: What is served.
        host: Numeric address to listen on.
        port: 0 for any free one.
        token: What requests must carry; a new random one by default.
        expose: Whether an address that other machines can reach will do.

    Raises:
        UsageError: The address is not loopback and ``expose`` is not set, or cannot be had.
    """
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise UsageError(f"{host!r} is not a numeric address; give one such as 127.0.0.1") from None
    if not loopback and not expose:
        raise UsageError(
            f"{host} can be reached by other machines and the token would cross in the clear; ask for it"
        )
    server = InboxServer(inbox, token or secrets.token_urlsafe(32))
    await server.start(host, port)
    return server


def _require_json(head: Head) -> None:
    kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Rejection(415, "send Content-Type: application/json")


def _checked(text: str) -> str:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise Rejection(400, "the answer holds lone surrogates, which are not text") from None
    if size > MAX_ANSWER_BYTES:
        raise Rejection(413, f"an answer has at most {MAX_ANSWER_BYTES} bytes")
    if "\0" in text:
        raise Rejection(400, "the answer holds a NUL character; it is not text")
    return text


def _front_matter(said: dict[str, str]) -> str:
    lines = [f"{key}: {one_line(said[key], MOST_CHARS)}\n" for key in ("author", "note") if key in said]
    return "".join(["---\n", *lines, "---\n"]) if lines else ""


def _facts(fate: Fate | None) -> dict[str, object]:
    if fate is None:
        return {}
    facts = {"fate": fate.state.value, "reason": fate.reason, "result": fate.result}
    return {**{key: value for key, value in facts.items() if value}, "rejections": fate.rejections}
