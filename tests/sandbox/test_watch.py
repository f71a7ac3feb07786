"""The tail of a stream, against simply keeping everything."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.sandbox.job import TAIL_BYTES
from adrs.sandbox.watch import Tail


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=3 * TAIL_BYTES), max_size=6))
def test_keeps_the_head_and_the_end(pieces: list[bytes]) -> None:
    tail = Tail(skip=9)
    for _ in range(2):  # a cleared tail is as good as new
        tail.clear()
        read_end, write_end = os.pipe()
        for piece in pieces:
            os.write(write_end, piece)
            assert tail.fill(read_end)
        os.close(write_end)
        assert not tail.fill(read_end)
        os.close(read_end)
        everything = b"".join(pieces)
        assert tail.head == everything[:9]
        assert bytes(tail.text) == everything[9:][-TAIL_BYTES:]


def test_forgets_what_it_held() -> None:
    tail = Tail(skip=9)
    read_end, write_end = os.pipe()
    os.write(write_end, b"secret " * 100)
    tail.fill(read_end)
    os.close(read_end)
    os.close(write_end)
    tail.clear()
    held = b"".join(bytes(part) for part in (tail._chunk, tail._kept, tail._head))
    assert held == bytes(len(held))
