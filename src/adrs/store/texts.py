"""Programs as bytes, and as what is new in them against another program.

A child repeats nearly all of its parent. With the parent's bytes as the compressor's dictionary a changed
constant in 6 KB of source takes some 60 bytes.
"""

from __future__ import annotations

import json
import zlib

from adrs.core.program import Program

_LEVEL = 9


def to_bytes(program: Program) -> bytes:
    """A header line of JSON (language, main, paths and lengths), then the files one after another."""
    files = [(path, text.encode("utf-8", "surrogatepass")) for path, text in program.files.items()]
    header = [program.language, program.main, [[path, len(data)] for path, data in files]]
    return b"".join([json.dumps(header).encode(), b"\n", *(data for _, data in files)])


def from_bytes(data: bytes) -> Program:
    """Inverse of :func:`to_bytes`.

    Raises:
        ValueError: The bytes are not a program.
    """
    line, _, rest = data.partition(b"\n")
    try:
        language, main, sizes = json.loads(line)
        files, start = {}, 0
        for path, size in sizes:
            files[path] = rest[start : start + size].decode("utf-8", "surrogatepass")
            start += size
    except (TypeError, ValueError) as error:
        raise ValueError(f"malformed program: {error}") from None
    return Program(files, main=main, language=language)


def deflate(data: bytes, base: bytes = b"") -> bytes:
    """``data`` compressed, with ``base`` as what the decompressor already knows."""
    packer = zlib.compressobj(_LEVEL, zdict=base) if base else zlib.compressobj(_LEVEL)
    return packer.compress(data) + packer.flush()


def inflate(data: bytes, base: bytes = b"") -> bytes:
    """Inverse of :func:`deflate`.

    Raises:
        ValueError: The bytes are damaged or incomplete, or ``base`` is not what they were written against.
    """
    if not isinstance(data, bytes):
        raise ValueError("not compressed data")
    unpacker = zlib.decompressobj(zdict=base) if base else zlib.decompressobj()
    try:
        result = unpacker.decompress(data)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("compressed data is incomplete")
    return result
