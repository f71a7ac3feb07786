"""Folders that appear whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from adrs.core.errors import UsageError
from adrs.core.program import Program

_SUFFIXES = {"python": ".py", "cpp": ".cpp", "c++": ".cpp", "c": ".c", "rust": ".rs", "bash": ".sh"}


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes the name ``folder`` when all is written.

    Raises:
        UsageError: There is something in ``folder`` already, or the place cannot be written.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError(f"{folder} is there already; give --out the name of a new or empty folder")
    making = folder.with_name(f".{folder.name}.{os.getpid()}.making")
    try:
        making.mkdir()
        yield making
        if folder.is_dir():
            folder.rmdir()
        making.rename(folder)
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}; give another --out") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)


def source(text: str) -> bytes:
    """A program's text as the bytes of its file: newlines and odd characters as they are."""
    return text.encode("utf-8", "surrogatepass")


def suffix(program: Program) -> str:
    """The ending of a program's file: that of its main file, else what its language has."""
    return Path(program.main).suffix or _SUFFIXES.get(program.language, ".txt")


def line(value: Any, to: IO[str]) -> None:
    """Write one JSON value as one line; escapes keep lone surrogates and line separators intact."""
    to.write(json.dumps(value, allow_nan=False))
    to.write("\n")
