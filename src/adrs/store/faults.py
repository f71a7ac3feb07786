"""What SQLite reports, as one clear sentence: what, where, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adrs.core.errors import StoreError

_LOCKED = "is locked by another process; end that process or try again"
_FORBIDDEN = "cannot be written; check the permissions of file and folder"
_UNOPENABLE = "cannot be opened; check the permissions of file and folder"
_DAMAGED = "is damaged; restore it from a copy"

_UNOPENABLE_CODES = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_SENTENCES = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_READONLY: _FORBIDDEN,
    sqlite3.SQLITE_PERM: _UNOPENABLE,
    sqlite3.SQLITE_CANTOPEN: _UNOPENABLE,
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space and resume the run",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk and resume the run",
    sqlite3.SQLITE_NOTADB: "is not a journal, or its beginning is damaged; name another file",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_TOOBIG: _DAMAGED,
    sqlite3.SQLITE_ERROR: _DAMAGED,  # a table that should be there is not
}


class UnopenableError(StoreError):
    """SQLite could not open the file, or not create the log that it needs beside it."""


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turns what SQLite reports about the world into one clear sentence.

    Raises:
        StoreError: For every :class:`sqlite3.DatabaseError` that is about the file and not about our code.
    """
    try:
        yield
    except UnicodeDecodeError as error:  # from the sqlite3 module, when the report quotes damaged text
        raise StoreError(f"{path} {_DAMAGED}") from error
    except sqlite3.DatabaseError as error:
        # Extended codes carry the primary one in their low byte. Text that is not UTF-8 comes without a code.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code not in _SENTENCES or isinstance(error, sqlite3.ProgrammingError):
            raise
        kind = UnopenableError if code in _UNOPENABLE_CODES else StoreError
        raise kind(f"{path} {_SENTENCES[code]} ({error})") from error
