"""The endpoint, spoken to by the standard library's client, by OpenAI's own, and by hostile bytes."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from adrs.core.errors import ModelError, SpendingError, UsageError
from adrs.core.model import Model, Reply, Request
from adrs.interop.proposer_server.server import ModelServer, serve_model
from adrs.interop.proposer_server.stand_in import StandIn
from adrs.propose.inbox.http_wire import MAX_BODY_BYTES
from adrs.testing.tiny import TinyProblem
from tests.interop.proposer_server import prompts

CHAT = {"model": "any", "messages": [{"role": "user", "content": prompts.edit_prompt()}]}
PATH = "/v1/chat/completions"


def play(
    story: Callable[[ModelServer], Awaitable[None]], *, model: Model | None = None, token: str | None = None
) -> None:
    """Run a story with a server."""

    async def run() -> None:
        server = await serve_model(model or StandIn(TinyProblem.contract, seed=1), token=token)
        try:
            await story(server)
        finally:
            await server.aclose()

    asyncio.run(run())


async def call(
    server: ModelServer, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """Status and decoded body of one request."""
    return await asyncio.to_thread(_call, server, method, path, body, headers)


def _call(server: ModelServer, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
    at = urlsplit(server.url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=20)
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    try:
        connection.request(method, path, data, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_a_chat_completion_has_text_and_usage() -> None:
    async def story(server: ModelServer) -> None:
        status, body = await call(server, "POST", PATH, {**CHAT, "n": 2})
        assert status == 200
        assert [choice["index"] for choice in body["choices"]] == [0, 1]
        assert all(">>>>>>> REPLACE" in choice["message"]["content"] for choice in body["choices"])
        usage = body["usage"]
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
        assert server.asked == 1

    play(story)


def test_models_are_listed_and_said_to_be_stand_ins() -> None:
    async def story(server: ModelServer) -> None:
        status, body = await call(server, "GET", "/v1/models")
        assert status == 200
        names = [entry["id"] for entry in body["data"]]
        assert all("stand-in" in name for name in names)
        assert (await call(server, "GET", f"/v1/models/{names[0]}"))[1]["id"] == names[0]
        assert (await call(server, "GET", "/v1/models/other"))[0] == 404

    play(story)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        ({}, "`messages`"),
        ({"messages": []}, "`messages`"),
        ({"messages": ["hello"]}, "`role`"),
        ({"messages": [{"role": "wizard", "content": "hi"}]}, "`role`"),
        ({"messages": [{"role": "user", "content": 3}]}, "`content`"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "`content`"),
        ({**CHAT, "stream": True}, "streams"),
        ({**CHAT, "n": 17}, "`n`"),
        ({**CHAT, "n": True}, "`n`"),
        ({**CHAT, "max_tokens": -1}, "limit"),
        ({**CHAT, "tools": [{"type": "function"}]}, "tools"),
        ({**CHAT, "response_format": {"type": "json_object"}}, "`response_format`"),
    ],
)
def test_malformed_requests_get_a_sentence(body: Any, complaint: str) -> None:
    async def story(server: ModelServer) -> None:
        status, answer = await call(server, "POST", PATH, body)
        assert status == 400
        assert complaint in answer["error"]["message"]
        assert server.asked == 0

    play(story)


def test_what_is_not_offered_is_refused() -> None:
    async def story(server: ModelServer) -> None:
        assert (await call(server, "GET", PATH))[0] == 405
        assert (await call(server, "POST", "/v1/models", {}))[0] == 405
        assert (await call(server, "POST", "/v1/images", {}))[0] == 404
        assert (await call(server, "POST", PATH, CHAT, Origin="http://web.example"))[0] == 403
        assert (await call(server, "POST", PATH, CHAT, Host="web.example"))[0] == 421
        assert (await call(server, "POST", "/v1/embeddings", {"input": [1]}))[0] == 400
        assert (await call(server, "POST", "/v1/responses", {"input": "a", "stream": True}))[0] == 400

    play(story)


def test_a_body_that_is_too_large_is_not_read() -> None:
    async def story(server: ModelServer) -> None:
        at = urlsplit(server.url)
        lines = [
            f"POST {PATH} HTTP/1.1",
            f"Host: 127.0.0.1:{at.port}",
            f"Content-Length: {MAX_BODY_BYTES + 1}",
        ]
        head = "\r\n".join([*lines, "", ""])
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        writer.write(head.encode())
        assert b" 413 " in await reader.readline()
        writer.close()

    play(story)


def test_garbage_and_clients_that_leave_do_no_harm() -> None:
    async def story(server: ModelServer) -> None:
        at = urlsplit(server.url)
        for piece in (b"", b"\x00\xff\r\n\r\n", b"GET", b"POST / HTTP/9\r\n\r\n"):
            with socket.create_connection((at.hostname or "", at.port or 0)) as line:
                line.sendall(piece)
        assert (await call(server, "POST", PATH, CHAT))[0] == 200

    play(story)


def test_a_token_is_required_where_there_is_one() -> None:
    async def story(server: ModelServer) -> None:
        assert (await call(server, "POST", PATH, CHAT))[0] == 401
        assert (await call(server, "POST", PATH, CHAT, Authorization="Bearer wrong"))[0] == 401
        assert (await call(server, "POST", PATH, CHAT, Authorization="Bearer secret"))[0] == 200

    play(story, token="secret")


class Failing:
    """A model that does not answer."""

    name = "failing"

    def __init__(self, error: ModelError) -> None:
        self.error = error

    async def reply(self, request: Request) -> Reply:
        raise self.error

    async def aclose(self) -> None:
        pass


def test_a_model_that_fails_and_one_that_may_spend_no_more() -> None:
    refused: list[str] = []

    async def down(server: ModelServer) -> None:
        assert (await call(server, "POST", PATH, CHAT))[0] == 502

    async def poor(server: ModelServer) -> None:
        server.on_refusal = lambda error: refused.append(error.cap)
        assert (await call(server, "POST", PATH, CHAT))[0] == 402

    play(down, model=Failing(ModelError("it is down")))
    play(poor, model=Failing(SpendingError("past the cap", cap="usd")))
    assert refused == ["usd"]


def test_a_port_that_is_taken_is_an_error_in_a_sentence() -> None:
    async def story(server: ModelServer) -> None:
        port = urlsplit(server.url).port or 0
        with pytest.raises(UsageError, match="cannot listen"):
            await serve_model(StandIn(), port=port)

    play(story)


def test_the_official_client_can_use_every_endpoint() -> None:
    openai = pytest.importorskip("openai")

    async def story(server: ModelServer) -> None:
        async with openai.AsyncOpenAI(base_url=server.url, api_key="t", max_retries=0) as client:
            chat = await client.chat.completions.create(**CHAT)
            assert ">>>>>>> REPLACE" in chat.choices[0].message.content
            said = await client.responses.create(
                model="any", instructions="Be brief.", input=prompts.whole_prompt()
            )
            assert "```python" in said.output_text
            found = await client.embeddings.create(model="any", input=["a text", "another"])
            assert len(found.data) == 2
            assert len(found.data[0].embedding) == 256
            assert [model.id async for model in client.models.list()]
            with pytest.raises(openai.BadRequestError, match="streams"):
                await client.chat.completions.create(**CHAT, stream=True)

    play(story, token="t")


def test_equal_requests_to_two_servers_get_equal_replies() -> None:
    answers: list[Any] = []

    async def story(server: ModelServer) -> None:
        answers.append([await call(server, "POST", PATH, CHAT) for _ in range(3)])

    play(story)
    play(story)
    assert answers[0] == answers[1]
