"""Frames are believed only as far as they are well-formed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core import wire
from adrs.core.verdict import Outcome
from adrs.sandbox import frames


def test_an_answer_comes_back() -> None:
    message = frames.read(frames.answer(wire.encode([1, "a"])), max_bytes=100)
    assert message == frames.Message(Outcome.VALID, answer=[1, "a"])


def test_a_failure_comes_back_shortened() -> None:
    message = frames.read(frames.failure(Outcome.CRASHED, "start" + "x" * 10**5 + "end\x00\x1b"), max_bytes=1)
    assert message.outcome is Outcome.CRASHED
    assert len(message.reason.encode()) <= frames.REASON_BYTES
    assert message.reason.startswith("start")
    assert "\x1b" not in message.reason


def test_an_answer_past_the_limit_is_invalid() -> None:
    message = frames.read(frames.answer(wire.encode("x" * 100)), max_bytes=50)
    assert message.outcome is Outcome.INVALID


def test_an_answer_that_does_not_decode_is_invalid() -> None:
    for body in (b"[1", b'{"a":1,"a":2}', b"\xff", b"[" * 10**5):
        message = frames.read(frames.answer(body), max_bytes=10**6)
        assert message.outcome is Outcome.INVALID


def test_a_failure_cannot_claim_success() -> None:
    for outcome in (Outcome.VALID, Outcome.TIMED_OUT):
        with pytest.raises(frames.FrameError, match="claims what no failure can"):
            frames.read(frames.failure(outcome, ""), max_bytes=100)


@given(st.binary(max_size=200))
def test_garbage_is_never_a_valid_answer_by_accident(data: bytes) -> None:
    try:
        message = frames.read(data, max_bytes=1000)
    except frames.FrameError:
        return
    if message.outcome is Outcome.VALID:
        assert frames.read(frames.answer(data[frames.HEADER_BYTES :]), max_bytes=1000) == message


@given(st.binary(min_size=1, max_size=20))
def test_a_truncated_or_padded_frame_is_none_at_all(extra: bytes) -> None:
    frame = frames.answer(b"[1,2]")
    for data in (frame + extra, frame[: -len(extra)]):
        with pytest.raises(frames.FrameError):
            frames.read(data, max_bytes=100)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"A\0\0", "3 bytes, where a header alone has 9"),
        (2 * frames.answer(b"[1]"), "claims 3 bytes and has 15"),
        (b"A" + (2**63).to_bytes(8, "big") + b"1", "claims 9223372036854775808 bytes and has 1"),
        (b"Z" + bytes(8), "does not begin"),
        (b"F" + (2).to_bytes(8, "big") + b"[]", "garbled"),
        (b"F" + (16385).to_bytes(8, "big") + bytes(16385), "too long"),
    ],
)
def test_says_what_is_wrong_with_a_frame(data: bytes, said: str) -> None:
    with pytest.raises(frames.FrameError, match=said):
        frames.read(data, max_bytes=100)
