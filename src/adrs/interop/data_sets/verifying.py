"""Whether files are what the table says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from adrs.core.errors import DataError
from adrs.interop.data_sets.registry import DataFile, DataSet

_CHUNK_BYTES = 1 << 20


class State(StrEnum):
    """What became of a file."""

    PRESENT = "present"
    ABSENT = "absent"
    ALTERED = "altered"
    UNKNOWN = "unknown"  # it is there, but no checksum of it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file and its state."""

    path: str
    state: State
    reason: str = ""


def verify(data_set: DataSet, folder: Path) -> tuple[Checked, ...]:
    """The state of each file of a set below ``folder``; reads all of what is there.

    Raises:
        DataError: A file cannot be read.
    """
    return tuple(check(file, folder / file.path) for file in data_set.files)


def check(file: DataFile, path: Path) -> Checked:
    """Whether ``path`` holds the file of the table.

    Raises:
        DataError: It cannot be read.
    """
    if not path.is_file():
        return Checked(path=file.path, state=State.ABSENT)
    try:
        size = path.stat().st_size
        if file.size_bytes is not None and size != file.size_bytes:
            why = f"{size} bytes instead of {file.size_bytes}"
            return Checked(path=file.path, state=State.ALTERED, reason=why)
        if file.sha256 is None:
            return Checked(path=file.path, state=State.UNKNOWN, reason="no checksum of it is known")
        found = sha256(path)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from None
    if found != file.sha256:
        why = f"SHA-256 {found[:16]}… instead of {file.sha256[:16]}…"
        return Checked(path=file.path, state=State.ALTERED, reason=why)
    return Checked(path=file.path, state=State.PRESENT)


def sha256(path: Path) -> str:
    """Hex digest of a file, read in pieces."""
    hasher = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK_BYTES):
            hasher.update(chunk)
    return hasher.hexdigest()
