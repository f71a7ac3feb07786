"""The journal file: its tables, how it is opened, and what can be wrong with it.

Events are keyed by run and number in one integer, so that the table itself is the index: appending touches
the last page of the run and nothing else. Programs are found by digest.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from adrs.core.errors import StoreError

APPLICATION_ID = 0x61647273  # "adrs"
VERSION = 1
PAGE_BYTES = 512
"""Small pages, since a commit writes whole pages to the log: 8 KB a candidate, 11 with 1024, 21 with 4096."""

_CHECKPOINT_PAGES = 8192  # a log of 4 MB: pages that change often reach the file once
_BUSY_S = 10.0

_TABLES = f"""
CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,  -- run * 2**32 + number within the run, from 1
    body BLOB NOT NULL       -- zlib over the JSON of adrs.core.journal_json; its checksum is the guard
);
CREATE TABLE programs (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    base INTEGER REFERENCES programs,  -- the program whose bytes are the dictionary; null: none
    depth INTEGER NOT NULL,            -- length of the chain of bases
    body BLOB NOT NULL
);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection to the journal at ``path``, created where there is none. Call it while holding the turn.

    Raises:
        StoreError: It cannot be opened, or it is not a journal this version can write.
    """
    _check_not_a_folder(path)
    with told_plainly(path):
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    try:
        with told_plainly(path):
            if _is_new(connection):
                _create(connection)
            else:
                _check_identity(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing to the journal at ``path``; a writer may be at work meanwhile.

    Raises:
        StoreError: There is no journal, or it is not one this version can read.
    """
    _check_not_a_folder(path)
    if not os.path.exists(path):
        raise StoreError(f"there is no journal at {path}; check the path, or start a run that writes it")
    try:
        return _reader(path, "mode=ro")
    except _UnopenableError:
        # A log left by a writer holds events that only a reader with write access to the folder can see.
        if _log(path).exists() and _log(path).stat().st_size:
            raise StoreError(
                f"{path} was not closed by its last writer and its folder is read-only; "
                "copy it together with its -wal file to a folder that can be written"
            ) from None
        return _reader(path, "immutable=1")


def _check_not_a_folder(path: Path) -> None:
    # No look inside: opening and closing a file drops the locks that SQLite holds on it for this process.
    if os.path.isdir(path):
        raise StoreError(f"{path} is a folder; name a file for the journal")


class _UnopenableError(StoreError):
    """SQLite could not open the file or the log beside it."""


def _reader(path: Path, mode: str) -> sqlite3.Connection:
    with told_plainly(path):
        uri = f"file:{quote(os.fsencode(path))}?{mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)
    try:
        with told_plainly(path):
            _check_identity(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _is_new(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever written, or creating it was cut short."""
    return _pragma(connection, "application_id") == 0 and _table_count(connection) == 0


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")


def _check_identity(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        what = "an SQLite file of another application" if _table_count(connection) else "empty"
        raise StoreError(f"{path} is not a journal: it is {what}; name another file")
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise StoreError(
            f"{path} has journal format {version}, and this adrs knows up to {VERSION}; use a newer adrs"
        )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _table_count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


_PLAIN: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreError, "is locked by another process; end that process or try again"),
    sqlite3.SQLITE_LOCKED: (StoreError, "is locked by another process; end that process or try again"),
    sqlite3.SQLITE_READONLY: (StoreError, "cannot be written; check the permissions of file and folder"),
    sqlite3.SQLITE_FULL: (StoreError, "cannot grow, the disk is full; free some space and resume the run"),
    sqlite3.SQLITE_IOERR: (StoreError, "cannot be read or written; check the disk and resume the run"),
    sqlite3.SQLITE_CORRUPT: (
        StoreError,
        "is damaged; restore it from a copy",
    ),
    sqlite3.SQLITE_NOTADB: (StoreError, "is damaged or not a journal; restore it from a copy"),
    sqlite3.SQLITE_CANTOPEN: (_UnopenableError, "cannot be opened; check the permissions of file and folder"),
    sqlite3.SQLITE_PERM: (StoreError, "cannot be opened; check the permissions of file and folder"),
    sqlite3.SQLITE_ERROR: (StoreError, "lacks a table of a journal; restore it from a copy"),
}


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turns what SQLite reports about the world into one clear sentence.

    Raises:
        StoreError: For every :class:`sqlite3.DatabaseError` that is about the file and not about our code.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Extended result codes carry the primary one in their low byte.
        kind, sentence = _PLAIN.get(getattr(error, "sqlite_errorcode", -1) & 0xFF, (None, ""))
        if kind is None:
            raise
        raise kind(f"{path} {sentence} ({error})") from error
