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
import re
from collections.abc import Awaitable, Callable
from functools import partial

from adrs.propose.inbox.answer import TooLong, main_suffix, signed
from adrs.propose.inbox.connections import Connections
from adrs.propose.inbox.door import Door, cannot_listen, family_of
from adrs.propose.inbox.fate import Fate, State
from adrs.propose.inbox.folder import Refused
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

    def __init__(self, inbox: Inbox, token: str | None) -> None:
        self._door = Door(token)
        self.token = self._door.token
        self._inbox = inbox
        self._server: asyncio.Server | None = None
        self._connections = Connections(self._one)
        self.url = ""

    async def start(self, host: str, port: int) -> None:
        """Listen.

        Raises:
            UsageError: The address cannot be had.
        """
        try:
            self._server = await asyncio.start_server(self._connections, host, port, limit=MAX_HEAD_BYTES)
        except OSError as error:
            raise cannot_listen(host, port, error) from None
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://{self._door.at(host, port)}"

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
        self._door.admit(head.headers)
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
        text = _signed(said)
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
    family_of(host, expose=expose)
    server = InboxServer(inbox, token)
    await server.start(host, port)
    return server


def _require_json(head: Head) -> None:
    kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Rejection(415, "send Content-Type: application/json")


def _signed(said: dict[str, str]) -> str:
    try:
        return signed(said["answer"], said)
    except TooLong as error:
        raise Rejection(413, str(error)) from None
    except Refused as error:
        raise Rejection(400, str(error)) from None


def _facts(fate: Fate | None) -> dict[str, object]:
    if fate is None:
        return {}
    facts = {"fate": fate.state.value, "reason": fate.reason, "result": fate.result}
    return {**{key: value for key, value in facts.items() if value}, "rejections": fate.rejections}
