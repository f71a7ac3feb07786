"""An OpenAI-compatible endpoint on loopback in front of any model of ours.

::

    POST /v1/chat/completions     POST /v1/responses
    POST /v1/embeddings           a stand-in, see :mod:`adrs.interop.proposer_server.embeddings`
    GET  /v1/models

One request a connection, bounded in size, time and number; see :mod:`adrs.propose.inbox.http_wire`.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import itertools
import struct
from collections.abc import Awaitable, Callable
from typing import Any

from adrs.core.errors import ModelError, SpendingError, UsageError
from adrs.core.model import Model
from adrs.interop.proposer_server import wire
from adrs.interop.proposer_server.embeddings import NAME as EMBEDDING_NAME
from adrs.interop.proposer_server.embeddings import embed
from adrs.propose.context.text import estimate_tokens
from adrs.propose.inbox.connections import Connections
from adrs.propose.inbox.http_wire import (
    MAX_HEAD_BYTES,
    Head,
    Rejection,
    Response,
    read_body,
    read_head,
    reply_json,
    send,
)

HOST = "127.0.0.1"
_PATIENCE_S = 10.0
_MOST_CONNECTIONS = 64

Answer = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class ModelServer:
    """Serves one model; made by :func:`serve_model`.

    ``url`` is the base URL for clients, ``asked`` the number of requests that reached the model.
    ``on_refusal`` is told when a call was not made because of a cap.
    """

    def __init__(self, model: Model, token: str | None) -> None:
        self.url = ""
        self.asked = 0
        self.on_refusal: Callable[[SpendingError], None] = lambda error: None
        self._model = model
        self.token = token
        self._numbers = itertools.count(1)
        self._server: asyncio.Server | None = None
        self._connections = Connections(self._one)
        self._posts: dict[str, Answer] = {
            "/v1/chat/completions": self._chat,
            "/v1/responses": self._respond,
            "/v1/embeddings": self._embed,
        }

    async def start(self, port: int) -> None:
        """Listen.

        Raises:
            UsageError: The port cannot be had.
        """
        try:
            self._server = await asyncio.start_server(self._connections, HOST, port, limit=MAX_HEAD_BYTES)
        except (OSError, OverflowError) as error:
            raise UsageError(f"cannot listen on {HOST}:{port}: {error}; give another port") from None
        self.url = f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}/v1"

    async def aclose(self) -> None:
        """Stop listening and end open connections. Idempotent."""
        await self._connections.aclose(self._server)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await send(writer, await self._response(reader, writer))

    async def _response(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Response:
        try:
            if len(self._connections) > _MOST_CONNECTIONS:
                raise Rejection(503, "too many connections; try again")
            async with asyncio.timeout(_PATIENCE_S):
                head = await read_head(reader)
                if head is None:
                    raise ConnectionResetError
                self._admit(head)
                body = await read_body(head, reader, writer) if head.method == "POST" else b""
            return reply_json(await self._answer(head, body))
        except TimeoutError:
            return _error(Rejection(408, f"the request took longer than {_PATIENCE_S:g} s to arrive"))
        except Rejection as rejection:
            return _error(rejection)
        except SpendingError as error:
            self.on_refusal(error)
            return _error(Rejection(402, str(error)))
        except ModelError as error:
            return _error(Rejection(502, str(error)))

    def _admit(self, head: Head) -> None:
        if head.headers.get("host", "").rpartition(":")[0] not in (HOST, "localhost"):
            raise Rejection(421, "this service answers only to its own address in Host")
        if "origin" in head.headers:
            raise Rejection(403, "requests from web pages are not answered")
        given = head.headers.get("authorization", "").encode()
        if self.token is not None and not hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            raise Rejection(401, "give the token as Authorization: Bearer TOKEN")
        is_post = head.path in self._posts
        if not is_post and not head.path.startswith("/v1/models"):
            raise Rejection(404, f"there are {', '.join(self._posts)} and /v1/models")
        if head.method != ("POST" if is_post else "GET"):
            raise Rejection(405, f"use {'POST' if is_post else 'GET'} here")

    async def _answer(self, head: Head, body: bytes) -> dict[str, Any]:
        if head.method == "GET":
            return self._models(head.path)
        return await self._posts[head.path](wire.read_object(body))

    def _models(self, path: str) -> dict[str, Any]:
        names = (self._model.name, EMBEDDING_NAME)
        entries = {n: {"id": n, "object": "model", "created": 1, "owned_by": "adrs"} for n in names}
        if path == "/v1/models":
            return {"object": "list", "data": list(entries.values())}
        wanted = path.removeprefix("/v1/models/")
        if wanted not in entries:
            raise Rejection(404, f"there are the models {' and '.join(names)}")
        return entries[wanted]

    async def _chat(self, body: dict[str, Any]) -> dict[str, Any]:
        request, count = wire.read_chat(body)
        self.asked += 1
        replies = [await self._model.reply(request) for _ in range(count)]
        return wire.write_chat(replies, next(self._numbers))

    async def _respond(self, body: dict[str, Any]) -> dict[str, Any]:
        request = wire.read_response(body)
        self.asked += 1
        return wire.write_response(await self._model.reply(request), next(self._numbers))

    async def _embed(self, body: dict[str, Any]) -> dict[str, Any]:
        texts = wire.read_texts(body)
        packed = body.get("encoding_format") == "base64"  # what OpenAI's own client asks for
        vectors = [embed(text) for text in texts]
        data = [
            {"object": "embedding", "index": index, "embedding": _packed(vector) if packed else vector}
            for index, vector in enumerate(vectors)
        ]
        tokens = sum(estimate_tokens(text) for text in texts)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return {"object": "list", "model": EMBEDDING_NAME, "data": data, "usage": usage}


async def serve_model(model: Model, *, port: int = 0, token: str | None = None) -> ModelServer:
    """Serve ``model`` on 127.0.0.1 until ``aclose``.

    Args:
        model: What answers.
        port: 0 for any free one.
        token: What requests must carry as a bearer token; nothing without.

    Raises:
        UsageError: The port cannot be had.
    """
    server = ModelServer(model, token)
    await server.start(port)
    return server


def _packed(vector: list[float]) -> str:
    """Little-endian single-precision numbers in base64."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def _error(rejection: Rejection) -> Response:
    """An error as OpenAI's clients read it."""
    kind = "invalid_request_error" if rejection.status < 500 else "server_error"
    error = {"message": str(rejection), "type": kind, "param": None, "code": None}
    return reply_json({"error": error}, rejection.status)
