"""The inbox over HTTP, spoken to by the standard library's client and by hostile bytes."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from adrs.core.errors import UsageError
from adrs.propose.inbox.fate import State
from adrs.propose.inbox.http import InboxServer, serve
from adrs.propose.inbox.http_wire import MAX_BODY_BYTES, MAX_HEAD_BYTES, Rejection, parse_json
from adrs.propose.inbox.proposer import Inbox
from adrs.testing.tiny import BEST
from tests.propose.inbox.test_resume import told
from tests.propose.inbox.world import EDIT, asking, make_brief, make_inbox, until

Story = Callable[[Inbox, InboxServer], Awaitable[None]]


def play(path: Path, story: Story) -> None:
    """Run a story with an inbox that has one open brief, number 7, and serves it."""

    async def run() -> None:
        inbox = make_inbox(path)
        server = await serve(inbox)
        waiting = asking(inbox)
        await until(path / "brief-0007.md")
        try:
            await story(inbox, server)
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await server.aclose()
            await inbox.aclose()

    asyncio.run(run())


async def call(
    server: InboxServer,
    method: str,
    path: str,
    body: Any = None,
    headers: dict[str, str | None] | None = None,
) -> tuple[int, Any]:
    """Status and decoded body of one request."""
    return await asyncio.to_thread(_call, server, method, path, body, headers or {})


def _call(
    server: InboxServer, method: str, path: str, body: Any, more: dict[str, str | None]
) -> tuple[int, Any]:
    at = urlsplit(server.url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=20)
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json", **more}
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    try:
        connection.request(method, path, data, {k: v for k, v in headers.items() if v is not None})
        response = connection.getresponse()
        text = response.read().decode()
        assert not [name for name, _ in response.getheaders() if name.lower().startswith("access-control")]
        assert response.getheader("X-Content-Type-Options") == "nosniff"
        assert "html" not in (response.getheader("Content-Type") or "")
    finally:
        connection.close()
    kind = response.getheader("Content-Type") or ""
    return response.status, json.loads(text) if kind.startswith("application/json") else text


async def raw(server: InboxServer, data: bytes) -> int:
    """Status of whatever comes back for these bytes; 0 where the connection is closed without a word."""
    at = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    writer.write(data)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return int(answer.split()[1]) if answer else 0


def test_an_agent_lists_reads_answers_and_learns_the_fate(tmp_path: Path) -> None:
    async def story(inbox: Inbox, server: InboxServer) -> None:
        status, listed = await call(server, "GET", "/briefs")
        assert status == 200
        assert [brief["number"] for brief in listed["briefs"]] == [7]
        _, brief = await call(server, "GET", "/briefs/7")
        assert brief["markdown"] == (tmp_path / "brief-0007.md").read_text()
        _, markdown = await call(server, "GET", "/briefs/7.md")
        assert markdown == brief["markdown"]
        assert brief["fate"] == "open"
        answer = {"answer": BEST, "form": "program", "author": "an agent"}
        assert await call(server, "POST", "/briefs/7/answer", answer) == (
            200,
            {"number": 7, "fate": "accepted", "rejections": 0},
        )
        assert (await call(server, "GET", "/briefs"))[1]["briefs"] == []
        inbox.observe(told(7))
        _, fate = await call(server, "GET", "/briefs/7/fate")
        assert fate["fate"] == "evaluated"
        assert "train/0" in fate["result"]

    play(tmp_path, story)


def test_the_answer_is_the_proposal_and_is_kept_like_a_file(tmp_path: Path) -> None:
    async def run() -> None:
        inbox = make_inbox(tmp_path)
        server = await serve(inbox)
        task = asking(inbox)
        await until(tmp_path / "brief-0007.md")
        body = {"answer": EDIT, "author": "an\nagent", "note": "simpler"}
        await call(server, "POST", "/briefs/7/answer", body)
        assert (await task).note == "by an agent: simpler"
        assert "author: an agent" in (tmp_path / "done" / "brief-0007.answer.md").read_text()
        await server.aclose()
        await inbox.aclose()

    asyncio.run(run())


def test_a_bad_answer_is_told_why_and_kept_aside(tmp_path: Path) -> None:
    async def story(inbox: Inbox, server: InboxServer) -> None:
        status, told_ = await call(
            server, "POST", "/briefs/7/answer", {"answer": "def solve(:\n", "form": "program"}
        )
        assert status == 422
        assert told_["fate"] == "rejected"
        assert "does not parse" in told_["reason"]
        assert "does not parse" in (tmp_path / "brief-0007.rejected.md").read_text()
        assert (tmp_path / "brief-0007.rejected-1.answer.py").exists()
        assert inbox.fate(7).state is State.REJECTED

    play(tmp_path, story)


def test_waiting_ends_when_a_brief_is_opened(tmp_path: Path) -> None:
    async def story(inbox: Inbox, server: InboxServer) -> None:
        _, listed = await call(server, "GET", "/briefs")
        waiting = asyncio.create_task(call(server, "GET", f"/briefs?after={listed['version']}&wait=60"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        other = asking(inbox, make_brief(8))
        _, listed = await waiting
        assert [brief["number"] for brief in listed["briefs"]] == [7, 8]
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)

    play(tmp_path, story)


def test_waiting_is_bounded(tmp_path: Path) -> None:
    async def story(inbox: Inbox, server: InboxServer) -> None:
        status, listed = await call(server, "GET", f"/briefs?after={inbox.version}&wait=0")
        assert status == 200
        assert listed["version"] == inbox.version

    play(tmp_path, story)


ATTACKS: dict[str, tuple[str, str, Any, dict[str, str | None], int]] = {
    "no token": ("GET", "/briefs", None, {"Authorization": None}, 401),
    "wrong token": ("GET", "/briefs", None, {"Authorization": "Bearer x"}, 401),
    "empty token": ("GET", "/briefs", None, {"Authorization": "Bearer "}, 401),
    "token in the query": ("GET", "/briefs?token=x", None, {"Authorization": None}, 401),
    "rebound host": ("GET", "/briefs", None, {"Host": "evil.example"}, 421),
    "rebound host with our port": ("GET", "/briefs", None, {"Host": "evil.example:80"}, 421),
    "a web page": ("GET", "/briefs", None, {"Origin": "http://evil.example"}, 403),
    "a sandboxed web page": ("POST", "/briefs/7/answer", {"answer": ""}, {"Origin": "null"}, 403),
    "preflight": ("OPTIONS", "/briefs/7/answer", None, {"Origin": "http://evil.example"}, 403),
    "preflight without origin": ("OPTIONS", "/briefs", None, {}, 405),
    "a form": ("POST", "/briefs/7/answer", b"answer=x", {"Content-Type": "text/plain"}, 415),
    "traversal": ("GET", "/briefs/../../etc/passwd", None, {}, 404),
    "encoded traversal": ("GET", "/briefs/%2e%2e%2f7", None, {}, 404),
    "encoded number": ("GET", "/briefs/%37", None, {}, 404),
    "backslash": ("GET", "/briefs\\7", None, {}, 404),
    "double slash": ("GET", "//briefs/7", None, {}, 404),
    "NUL in the path": ("GET", "/briefs/7%00.md", None, {}, 404),
    "huge number": ("GET", "/briefs/99999999999999999999", None, {}, 404),
    "unknown brief": ("GET", "/briefs/8", None, {}, 404),
    "unknown fate": ("GET", "/briefs/8/fate", None, {}, 404),
    "answer to an unknown brief": ("POST", "/briefs/8/answer", {"answer": BEST}, {}, 404),
    "wrong method": ("GET", "/briefs/7/answer", None, {}, 405),
    "deleting": ("DELETE", "/briefs/7", None, {}, 405),
    "bad query": ("GET", "/briefs?after=-1", None, {}, 400),
    "not JSON": ("POST", "/briefs/7/answer", b"{answer: 1}", {}, 400),
    "not an object": ("POST", "/briefs/7/answer", ["answer"], {}, 400),
    "numbers": ("POST", "/briefs/7/answer", {"answer": 1}, {}, 400),
    "nested too deeply": ("POST", "/briefs/7/answer", b"[" * 100_000, {}, 400),
    "repeated keys": ("POST", "/briefs/7/answer", b'{"answer":"a","answer":"b"}', {}, 400),
    "unknown keys": ("POST", "/briefs/7/answer", {"answer": BEST, "score": "1.0"}, {}, 400),
    "unknown form": ("POST", "/briefs/7/answer", {"answer": BEST, "form": "exec"}, {}, 400),
    "not UTF-8": ("POST", "/briefs/7/answer", b'{"answer":"\xff"}', {}, 400),
    "lone surrogate": ("POST", "/briefs/7/answer", b'{"answer":"\\ud800"}', {}, 400),
    "NUL": ("POST", "/briefs/7/answer", {"answer": "\0"}, {}, 400),
    "long answer": ("POST", "/briefs/7/answer", {"answer": "#" * 600_000}, {}, 413),
    "chunked": ("POST", "/briefs/7/answer", None, {"Transfer-Encoding": "chunked"}, 501),
    "announced too long": ("POST", "/briefs/7/answer", b"", {"Content-Length": str(MAX_BODY_BYTES + 1)}, 413),
    "negative length": ("POST", "/briefs/7/answer", b"", {"Content-Length": "-1"}, 411),
    "long header": ("GET", "/briefs", None, {"X-Long": "a" * (MAX_HEAD_BYTES + 1)}, 431),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_refused_and_change_nothing(tmp_path: Path, attack: str) -> None:
    method, path, body, headers, expected = ATTACKS[attack]

    async def story(inbox: Inbox, server: InboxServer) -> None:
        status, _ = await call(server, method, path, body, headers)
        assert status == expected
        assert list(inbox.open_briefs()) == [7]
        assert sorted(p.name for p in tmp_path.iterdir()) == [".adrs-inbox", "brief-0007.md", "done"]

    play(tmp_path, story)


HEAD = b"Host: %s\r\nAuthorization: Bearer %s\r\n"


@pytest.mark.parametrize(
    ("first", "more", "expected"),
    [
        (b"GET /briefs HTTP/1.1", b"", 200),
        (b"GET http://127.0.0.1/briefs HTTP/1.1", b"", 400),
        (b"GET /briefs HTTP/2.0", b"", 400),
        (b"GET  /briefs HTTP/1.1", b"", 400),
        (b"GET /briefs", b"", 400),
        (b"get /briefs HTTP/1.1", b"", 400),
        (b"GET /briefs HTTP/1.1", b"Host: evil.example\r\n", 400),
        (b"GET /briefs HTTP/1.1", b"Authorization: Bearer x\r\n", 400),
        (b"GET /briefs HTTP/1.1", b"X: a\r\n folded\r\n", 400),
        (b"GET /briefs HTTP/1.1", b"X : a\r\n", 400),
        (b"GET /briefs HTTP/1.1", b"X: a\nY: b\r\n", 400),
        (b"GET /briefs HTTP/1.1", b"X: \xff\r\n", 400),
        (b"GET /\x00 HTTP/1.1", b"", 400),
        (b"POST /briefs/7/answer HTTP/1.1", b"Content-Type: application/json\r\n", 411),
        (b"POST /briefs/7/answer HTTP/1.1", b"Content-Type: application/json\r\nContent-Length: 5\r\n", 400),
        (b"PRI * HTTP/2.0", b"", 400),
    ],
)
def test_malformed_requests_are_refused(tmp_path: Path, first: bytes, more: bytes, expected: int) -> None:
    async def story(inbox: Inbox, server: InboxServer) -> None:
        host = urlsplit(server.url).netloc.encode()
        data = first + b"\r\n" + HEAD % (host, server.token.encode()) + more + b"\r\n"
        assert await raw(server, data) == expected
        assert await raw(server, b"") == 0
        assert await raw(server, b"GET /briefs") == 0

    play(tmp_path, story)


def test_many_idle_connections_are_turned_away_and_others_still_served(tmp_path: Path) -> None:
    async def story(inbox: Inbox, server: InboxServer) -> None:
        at = urlsplit(server.url)
        idle = [socket.create_connection((at.hostname or "", at.port or 0)) for _ in range(64)]
        await asyncio.sleep(0.05)
        assert (await call(server, "GET", "/briefs"))[0] == 503
        for connection in idle:
            connection.close()
        await asyncio.sleep(0.05)
        assert (await call(server, "GET", "/briefs"))[0] == 200

    play(tmp_path, story)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_another_address_than_loopback_must_be_asked_for(tmp_path: Path, host: str) -> None:
    inbox = make_inbox(tmp_path)
    with pytest.raises(UsageError, match="other machines"):
        asyncio.run(serve(inbox, host=host))


def test_names_are_not_resolved(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="numeric address"):
        asyncio.run(serve(make_inbox(tmp_path), host="example.org"))


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    inbox = make_inbox(tmp_path)
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(UsageError, match="cannot listen on"),
    ):
        asyncio.run(serve(inbox, port=taken.getsockname()[1]))


def test_tokens_are_long_and_differ(tmp_path: Path) -> None:
    async def run() -> set[str]:
        inbox = make_inbox(tmp_path)
        servers = [await serve(inbox) for _ in range(2)]
        for server in servers:
            await server.aclose()
        return {server.token for server in servers}

    tokens = asyncio.run(run())
    assert len(tokens) == 2
    assert min(map(len, tokens)) >= 40


@pytest.mark.parametrize("text", ["NaN", '{"a": NaN}', '"a"', "", '{"a": null}'])
def test_only_objects_of_strings_are_bodies(text: str) -> None:
    with pytest.raises(Rejection):
        parse_json(text.encode())


def test_a_brief_that_was_answered_or_withdrawn_says_so(tmp_path: Path) -> None:
    async def story(inbox: Inbox, server: InboxServer) -> None:
        first = asking(inbox, make_brief(8))
        await until(tmp_path / "brief-0008.md")
        await call(server, "POST", "/briefs/8/answer", {"answer": BEST, "form": "program"})
        await first
        assert (await call(server, "POST", "/briefs/8/answer", {"answer": BEST}))[0] == 409
        inbox.withdraw("the run has stopped")
        await asyncio.sleep(0)
        status, body = await call(server, "GET", "/briefs/7")
        assert status == 410
        assert "the run has stopped" in body["error"]

    play(tmp_path, story)
