"""Named arrays in a ``.safetensors`` file: eight bytes of length, a JSON header, the bytes of the arrays.

The public format (Hugging Face, 2022) is small enough to be read with numpy alone. Sizes and offsets are
checked before anything is read through them, since a checkpoint may come from anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from adrs.core.errors import DataError

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]

_DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
_LONGEST_HEADER = 100_000_000


class SafeTensors(Mapping[str, Floats]):
    """The arrays of a file by name, each read when it is asked for and given in 32 bits.

    Args:
        path: A ``.safetensors`` file.

    Raises:
        DataError: It cannot be read, or its header does not fit it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                length = int.from_bytes(file.read(8), "little")
                if size < 8 or length > min(size - 8, _LONGEST_HEADER):
                    raise DataError(f"{path} is no safetensors file: a header of {length} bytes in {size}")
                header = json.loads(file.read(length))
        except (OSError, ValueError) as error:
            raise DataError(f"{path} is no safetensors file: {error}") from None
        if type(header) is not dict:
            raise DataError(f"{path} is no safetensors file: its header is a {type(header).__name__}")
        header.pop("__metadata__", None)
        self._start = 8 + length
        self._entries = {
            name: _entry(entry, size - self._start, f"{path}: {name}") for name, entry in header.items()
        }

    def __getitem__(self, name: str) -> Floats:
        kind, shape, begin = self._entries[name]
        raw = np.fromfile(self._path, _DTYPES[kind], prod(shape), offset=self._start + begin)
        if kind == "BF16":  # the upper half of a 32-bit float
            raw = (raw.astype("<u4") << 16).view("<f4")
        return raw.astype(np.float32).reshape(shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of an array, without reading it."""
        return self._entries[name][1]


def _entry(entry: Any, room: int, where: str) -> tuple[str, tuple[int, ...], int]:
    try:
        kind, shape, (begin, end) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
        fits = all(type(n) is int and n >= 0 for n in (*shape, begin, end)) and begin <= end <= room
    except (TypeError, KeyError, ValueError):
        raise DataError(f"{where} has no dtype, shape and data_offsets") from None
    if kind not in _DTYPES:
        raise DataError(f"{where} is of type {kind!r}; {', '.join(_DTYPES)} can be read")
    if not fits or end - begin != prod(shape) * np.dtype(_DTYPES[kind]).itemsize:
        raise DataError(f"{where}: bytes {begin} to {end} are no array of shape {shape} and type {kind}")
    return kind, shape, begin


def write(arrays: Mapping[str, Floats], path: Path) -> None:
    """Writes arrays in 16 bits (``F16``)."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    parts, at = [], 0
    for name, array in sorted(arrays.items()):
        parts.append(np.ascontiguousarray(array, "<f2").tobytes())
        header[name] = {"dtype": "F16", "shape": list(array.shape), "data_offsets": [at, at + len(parts[-1])]}
        at += len(parts[-1])
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(parts))
