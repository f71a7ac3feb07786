"""The journal file: its tables, how it is opened, and what can be wrong with it.

Events are keyed by run and number in one integer, so that the table itself is the index: appending touches
the last page of the run and nothing else. Programs are found by digest.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from adrs.core.errors import StoreError
from adrs.store.faults import UnopenableError, told_plainly

APPLICATION_ID = 0x61647273  # "adrs"
VERSION = 1
PAGE_BYTES = 512
"""Small pages, since a commit writes whole pages to the log: 8 KB a candidate, 11 with 1024, 21 with 4096."""

_CHECKPOINT_PAGES = 8192  # a log of 4 MB: pages that change often reach the file once

_TABLES = f"""
CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,  -- run * 2**32 + number within the run, from 1
    body BLOB NOT NULL       -- JSON of adrs.core.journal_json, deflated, with a checksum
);
CREATE TABLE programs (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    base INTEGER REFERENCES programs,  -- the program whose bytes are the dictionary; null: none
    depth INTEGER NOT NULL,            -- length of the chain of bases
    body BLOB NOT NULL
);
PRAGMA application_id = {APPLICATION_ID}
"""


def open_for_writing(path: Path, *, patience_s: float) -> sqlite3.Connection:
    """A connection to the journal at ``path``, created where there is none. Call it while holding the turn.

    Raises:
        StoreError: It cannot be opened or written.
    """
    with told_plainly(path):
        connection = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    try:
        with told_plainly(path):
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
            connection.execute("BEGIN IMMEDIATE")
            if _is_blank(connection):
                _create(connection)
            # Also where it is set: SQLite opens a file that it may not write, and says so at the first write.
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path, *, patience_s: float) -> sqlite3.Connection:
    """A connection that changes nothing in the journal at ``path``; a writer may be at work meanwhile.

    Raises:
        StoreError: There is no journal, or it is not one this version can read.
    """
    if not os.path.exists(path):
        raise StoreError(f"there is no journal at {path}; check the path, or start a run that writes it")
    connection = _reader(path, patience_s)
    try:
        with told_plainly(path):
            if _is_blank(connection):
                raise StoreError(f"{path} is not a journal: it is empty; name another file")
    except BaseException:
        connection.close()
        raise
    return connection


def check_identity(path: Path, *, patience_s: float) -> None:
    """Makes sure that what is at ``path``, if anything, is a journal; leaves no trace in what is not.

    Raises:
        StoreError: It is a folder, another kind of file, or a journal of a newer version.
    """
    if os.path.exists(path):
        _reader(path, patience_s).close()


def _reader(path: Path, patience_s: float) -> sqlite3.Connection:
    # No look inside by other means than SQLite: closing a file drops the locks it holds for this process.
    if os.path.isdir(path):
        raise StoreError(f"{path} is a folder; name a file for the journal")
    try:
        return _checked_reader(path, "mode=ro", patience_s)
    except UnopenableError:
        log = path.with_name(path.name + "-wal")
        if os.path.exists(log) and os.path.getsize(log):
            raise StoreError(
                f"{path} was not closed by its last writer and its folder is read-only; "
                "copy it together with its -wal file to a folder that can be written"
            ) from None
        return _checked_reader(path, "immutable=1", patience_s)  # nobody can write here


def _checked_reader(path: Path, mode: str, patience_s: float) -> sqlite3.Connection:
    with told_plainly(path):
        uri = f"file:{quote(os.fsencode(path))}?{mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=patience_s, isolation_level=None)
    try:
        with told_plainly(path):
            _check_identity(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever written, or creating it was cut short."""
    return _pragma(connection, "application_id") == 0 and _table_count(connection) == 0


def _create(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)


def _check_identity(connection: sqlite3.Connection, path: Path) -> None:
    if _is_blank(connection):
        return
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise StoreError(f"{path} is an SQLite file of another application; name another file")
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise StoreError(
            f"{path} has journal format {version}, and this adrs knows up to {VERSION}; use a newer adrs"
        )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _table_count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
