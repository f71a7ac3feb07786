"""Just enough of HTTP/1.1 for a small local service, and strict about it: one request a connection.

Whatever is unusual is refused rather than interpreted: folded, repeated or malformed headers, chunked bodies,
percent-encoded or absolute targets, bodies of unknown length, JSON with repeated keys.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_HEAD_BYTES = 16 * 1024
MAX_BODY_BYTES = 2 * 1024 * 1024
"""Larger than an answer may be: JSON escapes take room."""

_LINE = re.compile(r"([A-Z]{1,16}) (/[!-~]*) HTTP/1\.[01]", re.ASCII)
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\t]*?)[ \t]*", re.ASCII)

_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    410: "Gone",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class Rejection(Exception):  # noqa: N818 - an answer to a client, not an error of ours
    """A request is answered with an error.

    Args:
        status: HTTP status.
        reason: One sentence for the client.
        headers: Further response headers.
    """

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Head:
    """Request line and headers, names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What goes back."""

    body: bytes
    status: int = 200
    type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def reply_json(value: Mapping[str, Any], status: int = 200) -> Response:
    """A JSON response."""
    return Response(
        body=json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n", status=status
    )


def reply_error(rejection: Rejection) -> Response:
    """The response that a rejection stands for."""
    body = json.dumps({"error": str(rejection)}).encode() + b"\n"
    return Response(body=body, status=rejection.status, headers=rejection.headers)


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """Request line and headers; ``None`` when the client went away before sending any.

    Raises:
        Rejection: They are too long or malformed.
    """
    try:
        data = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise Rejection(431, f"the request's head is longer than {MAX_HEAD_BYTES} bytes") from None
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return parse_head(data[:-4])


def parse_head(data: bytes) -> Head:
    """Request line and headers from their bytes, without the blank line.

    Raises:
        Rejection: They are malformed.
    """
    try:
        first, *rest = data.decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        raise Rejection(400, "the request's head is not ASCII") from None
    line = _LINE.fullmatch(first)
    if line is None:
        raise Rejection(400, "the request line is malformed")
    headers: dict[str, str] = {}
    for text in rest:
        match = _HEADER.fullmatch(text)
        if match is None or match[1].lower() in headers:
            raise Rejection(400, "a header is malformed or repeated")
        headers[match[1].lower()] = match[2]
    path, _, query = line[2].partition("?")
    return Head(line[1], path, query, headers)


async def read_body(head: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """The request's body.

    Raises:
        Rejection: Its length is not given, too large, or not what was announced.
    """
    if "transfer-encoding" in head.headers:
        raise Rejection(501, "send the body with Content-Length, not in chunks")
    length = head.headers.get("content-length", "")
    if not re.fullmatch(r"[0-9]{1,10}", length, re.ASCII):
        raise Rejection(411, "give the body's Content-Length")
    if int(length) > MAX_BODY_BYTES:
        raise Rejection(413, f"the body is longer than {MAX_BODY_BYTES} bytes")
    if head.headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    try:
        return await reader.readexactly(int(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        raise Rejection(400, "the body ended early") from None


def parse_json(data: bytes) -> dict[str, str]:
    """A JSON object of strings.

    Raises:
        Rejection: It is anything else, or repeats a key.
    """
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Rejection(400, f"the body is not a JSON object: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Rejection(400, "the body must be a JSON object whose values are strings")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


async def send(writer: asyncio.StreamWriter, response: Response) -> None:
    """Send a response and nothing after it."""
    headers = {
        "Content-Type": response.type,
        "Content-Length": str(len(response.body)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Connection": "close",
        **response.headers,
    }
    lines = [f"HTTP/1.1 {response.status} {_REASONS[response.status]}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode("ascii") + response.body)
    await writer.drain()
