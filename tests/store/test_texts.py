"""Programs as bytes, and differences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.program import Program
from adrs.store import texts
from adrs.testing import journals


@given(program=journals.programs)
def test_a_program_comes_back_from_its_bytes(program: Program) -> None:
    back = texts.from_bytes(texts.to_bytes(program))
    assert back == program
    assert back.digest == program.digest


@given(data=st.binary(), base=st.binary())
def test_a_difference_comes_back_with_its_base(data: bytes, base: bytes) -> None:
    assert texts.inflate(texts.deflate(data, base), base) == data


@given(data=st.binary(min_size=1), cut=st.integers(1, 5))
def test_cut_data_is_refused(data: bytes, cut: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        texts.inflate(texts.deflate(data)[:-cut])


def test_another_base_is_refused() -> None:
    with pytest.raises(ValueError, match="checksum"):
        texts.inflate(texts.deflate(b"abcdef", b"abc"), b"xyz")


@given(data=st.text(alphabet="0123456789.,", min_size=1), base=st.binary(), bit=st.integers(0))
def test_any_flipped_bit_is_noticed(data: str, base: bytes, bit: int) -> None:
    packed = bytearray(texts.deflate(data.encode(), base))
    packed[bit // 8 % len(packed)] ^= 1 << bit % 8
    with pytest.raises(ValueError, match="checksum"):
        texts.inflate(bytes(packed), base)


@pytest.mark.parametrize("data", [b"", b"{}\n", b'["python"]\n', b'["python","a",[["a","x"]]]\n', b"\xff\n"])
def test_bytes_that_are_no_program_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="malformed program"):
        texts.from_bytes(data)
