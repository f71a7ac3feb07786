"""Reading files that somebody else may have put there: plain ones only, no links, no more than a limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath


class NotPlain(Exception):  # noqa: N818 - a word on a file, not an error of ours
    """A file cannot be taken; the message says why."""


def read_plain(folder: Path, name: str, *, most_bytes: int) -> str:
    """The text of a file below ``folder``, reached without following any link.

    Args:
        folder: Where to start; may itself be a link.
        name: Relative POSIX path without ``..``.
        most_bytes: Longest file to be read.

    Raises:
        FileNotFoundError: There is no such file.
        NotPlain: It is a link, a folder, a pipe or a device, too long, not UTF-8, or holds a NUL.
    """
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        *folders, last = PurePosixPath(name).parts
        for part in folders:
            at = _step(at, part, name, os.O_DIRECTORY)
        # O_NONBLOCK: opening a named pipe must not wait for its writer.
        at = _step(at, last, name, os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(at).st_mode):
            raise NotPlain(f"{name} is not a plain file")
        return decode(_read(at, most_bytes + 1), name, most_bytes=most_bytes)
    finally:
        os.close(at)


def _step(at: int, part: str, name: str, flags: int) -> int:
    """Open ``part`` in the folder ``at``, and close that."""
    try:
        found = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=at)
    except FileNotFoundError:
        raise
    except OSError as error:
        link = stat.S_ISLNK(os.stat(part, dir_fd=at, follow_symlinks=False).st_mode)
        why = "it is a symbolic link, and those are not followed" if link else error.strerror
        raise NotPlain(f"{name} cannot be read: {why}") from None
    os.close(at)
    return found


def _read(file: int, size: int) -> bytes:
    data = b""
    while len(data) < size and (piece := os.read(file, size - len(data))):
        data += piece
    return data


def decode(data: bytes, name: str, *, most_bytes: int) -> str:
    """Bytes as text.

    Raises:
        NotPlain: They are too many, not UTF-8, or hold a NUL.
    """
    if len(data) > most_bytes:
        raise NotPlain(f"{name} is longer than {most_bytes} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotPlain(f"{name} is not UTF-8 text: byte {error.start} cannot be read") from None
    if "\0" in text:
        raise NotPlain(f"{name} holds a NUL character; it is not text")
    return text
