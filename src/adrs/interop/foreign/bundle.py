"""A folder as data: what travels to the sandbox, byte for byte."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from adrs.core.errors import UsageError

MOST_BYTES = 64 * 1024**2
MOST_FILES = 800
_MADE_BY_RUNS = frozenset({"__pycache__", "node_modules", "openevolve_output", "results_shinka"})


@dataclass(frozen=True)
class Bundle:
    """The files of a folder.

    Args:
        folder: Where they were read.
        files: Relative POSIX path to contents, in path order.
        executable: Which of them are marked executable.
        left_out: Links that lead out of the folder, and other things that are no files.
    """

    folder: Path
    files: Mapping[str, bytes]
    executable: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def text(self, path: str) -> str:
        """A file as text, its line ends as they are.

        Raises:
            UsageError: It is not UTF-8.
        """
        try:
            return self.files[path].decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{self.folder / path} is not UTF-8 text (byte {error.start}); save it as UTF-8"
            ) from None

    @cached_property
    def digest(self) -> str:
        """Hex SHA-256 (32 digits) over paths and contents."""
        hasher = hashlib.sha256()
        for path, data in self.files.items():
            hasher.update(f"{path}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
            hasher.update(data)
        return hasher.hexdigest()[:32]

    def as_inputs(self) -> dict[str, object]:
        """As plain data: what :func:`adrs.interop.foreign.inside.room.furnish` unpacks."""
        files = {path: np.frombuffer(data, dtype=np.uint8) for path, data in self.files.items()}
        return {"files": files, "executable": list(self.executable)}


def read_bundle(folder: Path) -> Bundle:
    """Everything in ``folder`` but hidden files, caches and what other engines' runs left behind.

    Raises:
        UsageError: It cannot be read, or holds more than a sandbox takes.
    """
    files: dict[str, bytes] = {}
    executable: list[str] = []
    left_out: list[str] = []
    total = 0
    try:
        for path in _walk(folder):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
                left_out.append(name)
                continue
            total += path.stat().st_size
            if total > MOST_BYTES or len(files) >= MOST_FILES:
                raise UsageError(_too_much(folder))
            files[name] = path.read_bytes()
            if os.access(path, os.X_OK):
                executable.append(name)
    except OSError as error:
        raise UsageError(f"cannot read {error.filename or folder}: {error.strerror}") from None
    return Bundle(folder, files, tuple(executable), tuple(left_out))


def _walk(folder: Path) -> Iterator[Path]:
    """Files below ``folder`` in path order; links to directories count as files and are not followed."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name in _MADE_BY_RUNS or entry.suffix == ".pyc":
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry)
        else:
            yield entry


def _too_much(folder: Path) -> str:
    return (
        f"{folder} holds more than {MOST_BYTES // 1024**2} MiB or {MOST_FILES} files, and all of it goes to"
        " the sandbox with every candidate; leave in it only what the evaluator reads"
    )
