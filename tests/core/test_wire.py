"""Plain data crosses unchanged; anything else is refused, in both directions."""

import math
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from adrs.core.wire import WireError, WireLimits, decode, encode

_scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
)
_keys = st.text().filter(lambda key: key != "__array__")
_data = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=20,
)
_dtypes = st.sampled_from(["bool", "int8", "uint16", "int32", "int64", "uint64", "float32", "float64"])


@given(_data)
def test_plain_data_comes_back_with_its_types(value: Any) -> None:
    back = decode(encode(value))
    assert back == value
    assert repr(back) == repr(value)


@given(_dtypes.flatmap(lambda d: npst.arrays(d, npst.array_shapes(min_dims=0, max_dims=3, min_side=0))))
def test_arrays_come_back_with_dtype_and_shape(array: np.ndarray[Any, Any]) -> None:
    back = decode(encode({"a": array}))["a"]
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == np.ascontiguousarray(array).tobytes()


def test_tuples_and_numpy_scalars_become_plain() -> None:
    assert decode(encode((np.int64(3), np.float32(0.5), np.bool_(True)))) == [3, 0.5, True]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'"\\ud800"', "half a character"),
        (b'{"\\udfff":1}', "half a character"),
        (b'{"__array__":["int8",[549755813888,549755813888,0],""]}', "malformed array shape"),
        (b"[" + b"[]," * 2_000_000 + b"1]", "values; at most 2000000"),
    ],
)
def test_what_would_break_a_reader_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(WireError, match=said):
        decode(data)


def test_characters_beyond_the_first_plane_cross() -> None:
    assert decode(encode({"\U0001f600": "\U0001f600 \\ud800"})) == {"\U0001f600": "\U0001f600 \\ud800"}


def test_infinities_cross() -> None:
    low, high, nan = decode(encode([-math.inf, math.inf, math.nan]))
    assert (low, high) == (-math.inf, math.inf)
    assert math.isnan(nan)


class OddInt(int):
    """An int that could lie."""


@pytest.mark.parametrize(
    "value",
    [
        OddInt(1),
        {1: 2},
        {"__array__": 1},
        {1, 2},
        b"x",
        object(),
        2**63,
        np.array([object()]),
        1j,
        {"a": [OddInt(1)]},
    ],
)
def test_what_is_not_plain_is_refused(value: Any) -> None:
    with pytest.raises(WireError):
        encode(value)


def test_nesting_has_an_end() -> None:
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    with pytest.raises(WireError, match="nested"):
        encode(deep)
    with pytest.raises(WireError):
        decode(b"[" * 40 + b"]" * 40)
    with pytest.raises(WireError):
        decode(b"[" * 100_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b'{"a": 1, "a": 2}',
        b"1" * 30,
        b"9223372036854775808",
        b'{"__array__": ["float64", [2], "AAAA"]}',
        b'{"__array__": ["object", [0], ""]}',
        b'{"__array__": ["float64", [-1], ""]}',
        b'{"__array__": ["float64", [true], "AAAAAAAAAAA="]}',
        b'{"__array__": ["float64", [1]], "x": 1}',
        b'{"__array__": 5}',
        b'{"__array__": ["uint8", [1], "A!=="]}',
        b'{"__array__": [["x"], [1], ""]}',
    ],
)
def test_malformed_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        decode(data)


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with suppress(WireError):
        decode(data)


def test_an_answer_too_long_is_refused_unread() -> None:
    with pytest.raises(WireError, match="limit is 10"):
        decode(b"[" + b"1," * 50 + b"1]", WireLimits(max_bytes=10))
