"""Plain data and arrays as bytes: how inputs and answers cross a process boundary.

The format is JSON (UTF-8) in which an array is ``{"__array__": [dtype, shape, base64]}``. Nothing is ever
pickled, and decoding trusts nobody: sizes, depth, number ranges, duplicate keys and dtypes are checked,
because the bytes may have been written by a candidate.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

_ARRAY = "__array__"
_DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64".split()  # noqa: SIM905
)
_MAX_DEPTH = 32
_INT_LIMIT = 2**63


class WireError(ValueError):
    """The value cannot cross, or the bytes are not a value; the message says why."""


@dataclass(frozen=True, slots=True)
class WireLimits:
    """What a decoder accepts."""

    max_bytes: int = 64 * 1024 * 1024
    max_depth: int = _MAX_DEPTH
    max_values: int = 2_000_000


def encode(value: Any) -> bytes:
    """``value`` as bytes.

    Exact builtin types only (``None``, bool, int within 64 bits, finite or non-finite float, str, list,
    tuple, dict with str keys) and numpy arrays and scalars of boolean, integer and floating dtypes.

    Raises:
        WireError: Anything else is inside; the message names where.
    """
    try:
        return json.dumps(_plain(value, "answer", 0), separators=(",", ":")).encode()
    except (RecursionError, UnicodeEncodeError) as error:
        raise WireError(f"answer cannot be encoded: {error}") from None


def decode(data: bytes, limits: WireLimits = WireLimits()) -> Any:
    """The value that ``data`` encodes.

    Raises:
        WireError: The bytes are too many, malformed, or hold something out of range.
    """
    if len(data) > limits.max_bytes:
        raise WireError(f"answer has {len(data)} bytes; the limit is {limits.max_bytes}")
    # Sixteen megabytes of "[]," would become a gigabyte of lists. Each value but one costs one of these.
    values = data.count(b",") + data.count(b"[") + data.count(b"{")
    if values > limits.max_values:
        raise WireError(
            f"answer has about {values} values; at most {limits.max_values} (arrays count as one)"
        )
    try:
        raw = json.loads(data.decode("utf-8"), object_pairs_hook=_unique_keys, parse_int=_bounded_int)
    except WireError:
        raise
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise WireError(f"answer is not valid wire data: {error}") from None
    if b"\\u" in data:
        _refuse_half_characters(raw)
    return _restore(raw, limits.max_depth)


def _plain(value: Any, where: str, depth: int) -> Any:
    kind = type(value)
    if value is None or kind is bool or kind is str or kind is float:
        return value
    if kind is int:
        if not -_INT_LIMIT <= value < _INT_LIMIT:
            raise WireError(f"{where}: integer with {value.bit_length()} bits; at most 64")
        return value
    if depth > _MAX_DEPTH:
        raise WireError(f"{where}: nested deeper than {_MAX_DEPTH}")
    if kind is list or kind is tuple:
        return [_plain(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)]
    if kind is dict:
        return {_key(key, where): _plain(item, f"{where}[{key!r}]", depth + 1) for key, item in value.items()}
    if kind is np.ndarray:
        return _plain_array(value, where)
    if isinstance(value, np.generic):
        return _plain(value.item(), where, depth)
    raise WireError(f"{where}: a {kind.__name__} is not plain data")


def _key(key: Any, where: str) -> str:
    if type(key) is not str:
        raise WireError(f"{where}: key {key!r} is a {type(key).__name__}, not a str")
    if key == _ARRAY:
        raise WireError(f"{where}: key {_ARRAY!r} is reserved")
    return key


def _plain_array(array: np.ndarray[Any, Any], where: str) -> dict[str, Any]:
    name = array.dtype.name
    if name not in _DTYPES:
        raise WireError(f"{where}: array of dtype {name} is not plain data")
    contiguous = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
    text = base64.b64encode(contiguous.tobytes()).decode("ascii")
    return {_ARRAY: [name, list(array.shape), text]}


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise WireError("an object repeats a key")
    return result


def _bounded_int(text: str) -> int:
    if len(text) > 20:
        raise WireError(f"integer with {len(text)} digits; at most 64 bits")
    value = int(text)
    if not -_INT_LIMIT <= value < _INT_LIMIT:
        raise WireError("integer past 64 bits")
    return value


def _refuse_half_characters(raw: Any) -> None:
    """A lone surrogate passes JSON, and then no file, database or terminal takes it."""
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise WireError("a string of the answer holds half a character (a lone surrogate)") from None


def _restore(raw: Any, depth: int) -> Any:
    if type(raw) is list:
        if depth <= 0:
            raise WireError("nested too deeply")
        return [_restore(item, depth - 1) for item in raw]
    if type(raw) is dict:
        if depth <= 0:
            raise WireError("nested too deeply")
        if _ARRAY in raw:
            return _restore_array(raw)
        return {key: _restore(item, depth - 1) for key, item in raw.items()}
    return raw


def _restore_array(raw: dict[str, Any]) -> np.ndarray[Any, Any]:
    body = raw[_ARRAY]
    if len(raw) != 1 or type(body) is not list or len(body) != 3:
        raise WireError("malformed array")
    name, shape, text = body
    if type(name) is not str or type(shape) is not list or type(text) is not str:
        raise WireError("malformed array")
    if name not in _DTYPES:
        raise WireError("malformed array")
    if len(shape) > 8 or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise WireError("malformed array shape")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise WireError("malformed array data") from None
    dtype = np.dtype(name).newbyteorder("<")
    if math.prod(shape) * dtype.itemsize != len(data):
        raise WireError("array data does not fill its shape")
    try:
        return np.frombuffer(data, dtype=dtype).reshape(shape).astype(np.dtype(name))
    except ValueError:  # empty, and yet too large in one direction
        raise WireError("malformed array shape") from None
