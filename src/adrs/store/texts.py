"""Programs as bytes, and as what is new in them against another program.

A child repeats nearly all of its parent. With the parent's bytes as the compressor's dictionary a changed
constant in 6 KB of source takes some 60 bytes.
"""

from __future__ import annotations

import json
import zlib

from adrs.core.program import Program

_LEVEL = 9
_RAW = -15  # no header or checksum of zlib's own


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
    """``data`` compressed, with ``base`` as what the decompressor already knows, and a checksum.

    The checksum is a CRC-32 over what is stored: zlib's own, Adler-32, lets some single flipped bits pass
    (``636`` and ``555`` look the same to it), and a figure in a journal must never change in silence.
    """
    packer = zlib.compressobj(_LEVEL, wbits=_RAW, zdict=base)
    packed = packer.compress(data) + packer.flush()
    return packed + zlib.crc32(packed, zlib.crc32(base)).to_bytes(4, "little")


def inflate(data: bytes, base: bytes = b"") -> bytes:
    """Inverse of :func:`deflate`.

    Raises:
        ValueError: The bytes are damaged or incomplete, or ``base`` is not what they were written against.
    """
    if not isinstance(data, bytes) or len(data) < 5:
        raise ValueError("not compressed data")
    packed = data[:-4]
    if zlib.crc32(packed, zlib.crc32(base)) != int.from_bytes(data[-4:], "little"):
        raise ValueError("checksum does not match")
    unpacker = zlib.decompressobj(wbits=_RAW, zdict=base)
    try:
        result = unpacker.decompress(packed)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("compressed data is incomplete")
    return result
