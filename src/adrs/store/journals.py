"""The tables of runs and events: numbering, reading in batches, and noticing what is missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from adrs.core import journal_json
from adrs.core.errors import StoreError
from adrs.core.events import Event
from adrs.store.faults import told_plainly
from adrs.store.texts import deflate, inflate

_RUN_SHIFT = 32
_NUMBERS = 1 << _RUN_SHIFT
_RUNS = 2**31
_BATCH = 128


class Journals:
    """Reads and writes events through a connection; the caller begins and ends transactions."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def names(self) -> list[str]:
        """Names of the runs, oldest first."""
        return [str(name) for (name,) in self._connection.execute("SELECT name FROM runs ORDER BY id")]

    def run(self, name: str) -> int:
        """The number of the run called ``name``.

        Raises:
            StoreError: There is no such run.
        """
        run = self._find(name)
        if run is None:
            raise StoreError(f"{self._path} has no run {name!r}")
        return run

    def put(self, name: str, bodies: Sequence[bytes]) -> int:
        """Append packed events to a run, which begins with its first event; the last event's number."""
        run = self._find(name)
        if run is None:
            if not bodies:
                return 0
            run = self._connection.execute("INSERT INTO runs (name) VALUES (?)", (name,)).lastrowid or 0
        last = self.last_number(run)
        rows = [((run << _RUN_SHIFT) + number, body) for number, body in enumerate(bodies, last + 1)]
        self._connection.executemany("INSERT INTO events (id, body) VALUES (?, ?)", rows)
        return last + len(rows)

    def last_number(self, run: int) -> int:
        """The newest event's number; 0 when there is none."""
        start = run << _RUN_SHIFT
        query = "SELECT max(id) FROM events WHERE id > ? AND id < ?"
        (found,) = self._connection.execute(query, (start, start + _NUMBERS)).fetchone()
        return 0 if found is None else int(found) - start

    def read(self, name: str, run: int, after: int) -> Iterator[tuple[int, Event]]:
        """Events from number ``after + 1`` to the newest there is when it gets there.

        Raises:
            StoreError: An event is missing or damaged.
        """
        while rows := self._batch(run, after):
            for number, body in rows:
                if number != after + 1:
                    raise self._damaged(name, f"event {after + 1} is missing")
                try:
                    event = journal_json.decode(inflate(body))
                except ValueError as error:
                    raise self._damaged(name, f"event {number}: {error}") from None
                yield number, event
                after = number

    def _batch(self, run: int, after: int) -> list[tuple[int, bytes]]:
        # In batches and not through one open cursor: an open one would keep the log from being reused.
        start = run << _RUN_SHIFT
        query = "SELECT id - ?, body FROM events WHERE id > ? AND id < ? ORDER BY id LIMIT ?"
        with told_plainly(self._path):
            values = (start, start + min(after, _NUMBERS), start + _NUMBERS, _BATCH)
            return self._connection.execute(query, values).fetchall()

    def _find(self, name: str) -> int | None:
        found = self._connection.execute("SELECT id FROM runs WHERE name = ?", (_text(name),)).fetchone()
        if found is None:
            return None
        run = found[0]
        if not isinstance(run, int) or not 0 < run < _RUNS:
            raise self._damaged(name, "its row is not one of ours")
        return run

    def _damaged(self, name: str, why: str) -> StoreError:
        return StoreError(f"{self._path} is damaged: run {name!r}: {why}; restore the file from a copy")


def packed(event: Event, name: str) -> bytes:
    """An event as it is stored.

    Raises:
        StoreError: It holds something that cannot be written.
    """
    try:
        return deflate(journal_json.encode(event))
    except ValueError as error:
        raise StoreError(f"run {name!r}: {error}") from None


def _text(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise StoreError(f"{name!r} cannot be the name of a run; use letters, digits and dashes") from None
    return name
