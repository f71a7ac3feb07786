"""The one message a candidate's process leaves behind, and how little of it is believed.

A frame is a kind (one byte), the body's length (eight bytes, big-endian) and the body: an encoded answer
(:mod:`adrs.core.wire`) or a report of failure. A candidate can write whatever it likes here; all it can win
is an answer, which the judge checks, or a failure of its own choosing.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from adrs.core import wire
from adrs.core.verdict import Outcome

REASON_BYTES = 2048
_HEADER = struct.Struct(">cQ")
HEADER_BYTES = _HEADER.size
_ANSWER, _FAILURE = b"A", b"F"
_FAILURES = (Outcome.CRASHED, Outcome.INVALID, Outcome.OUT_OF_MEMORY)


@dataclass(frozen=True, slots=True)
class Message:
    """What a frame said: an answer (``VALID``), or an outcome and its reason."""

    outcome: Outcome
    answer: Any = None
    reason: str = ""


def answer(body: bytes) -> bytes:
    """A frame with an encoded answer."""
    return _HEADER.pack(_ANSWER, len(body)) + body


def failure(outcome: Outcome, reason: str) -> bytes:
    """A frame that reports a failure."""
    body = json.dumps([outcome.value, shorten(reason)]).encode()
    return _HEADER.pack(_FAILURE, len(body)) + body


class FrameError(ValueError):
    """The bytes are not one complete frame; the message says why."""


def read(data: bytes, *, max_bytes: int) -> Message:
    """What a frame says.

    Args:
        data: Everything that was left behind, untrusted.
        max_bytes: Longest encoded answer to accept.

    Raises:
        FrameError: It is not exactly one complete frame.
    """
    if len(data) < HEADER_BYTES:
        raise FrameError(f"{len(data)} bytes, where a header alone has {HEADER_BYTES}")
    kind, length = _HEADER.unpack_from(data)
    body = data[HEADER_BYTES:]
    if kind not in (_ANSWER, _FAILURE):
        raise FrameError("it does not begin as an answer does")
    if len(body) != length:
        raise FrameError(f"it claims {length} bytes and has {len(body)}")
    return _answer(body, max_bytes) if kind == _ANSWER else _failure(body)


def longest(output_bytes: int) -> int:
    """Bytes of the longest frame that may be read, where an answer may have ``output_bytes``."""
    return HEADER_BYTES + max(output_bytes, 16 * REASON_BYTES)


def too_long(n_bytes: int, max_bytes: int) -> str:
    """The reason for an answer past its limit."""
    return f"the answer has {n_bytes} bytes when encoded; the limit is {max_bytes}"


def shorten(text: str) -> str:
    """``text`` within :data:`REASON_BYTES`, printable, keeping its two ends."""
    data = printable(text[:65536]).encode("utf-8", "replace")
    if len(data) <= REASON_BYTES:
        return data.decode()
    half = REASON_BYTES // 2 - 8
    return data[:half].decode("utf-8", "ignore") + "\n...\n" + data[-half:].decode("utf-8", "ignore")


def printable(text: str) -> str:
    """``text`` without what could steer a terminal or break an encoder."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _answer(body: bytes, max_bytes: int) -> Message:
    if len(body) > max_bytes:
        return Message(Outcome.INVALID, reason=too_long(len(body), max_bytes))
    try:
        value = wire.decode(body, wire.WireLimits(max_bytes=max_bytes))
    except wire.WireError as error:
        return Message(Outcome.INVALID, reason=shorten(str(error)))
    return Message(Outcome.VALID, answer=value)


def _failure(body: bytes) -> Message:
    if len(body) > 8 * REASON_BYTES:
        raise FrameError("its report of a failure is too long")
    try:
        outcome, reason = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        raise FrameError("its report of a failure is garbled") from None
    if outcome not in _FAILURES or not isinstance(reason, str):
        raise FrameError("its report of a failure claims what no failure can")
    return Message(Outcome(outcome), reason=shorten(reason))
