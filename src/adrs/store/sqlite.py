"""A journal in one SQLite file: cheap to append to, safe against ``kill -9``, readable while written.

An append is one transaction in the write-ahead log and is in the kernel's hands when it returns: a killed
process loses nothing that was acknowledged, a power cut at most the last moments; neither damages the file.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from adrs.core.errors import StoreError
from adrs.core.events import Event, Told
from adrs.core.program import Program
from adrs.store import schema
from adrs.store.faults import told_plainly
from adrs.store.journals import Journals, packed
from adrs.store.locks import Lease, Turn
from adrs.store.programs import Programs
from adrs.store.recent import Recent

_REMEMBERED = 4096


class SqliteStore:
    """Journals of runs in the file at ``path``; implements :class:`adrs.core.seams.Store`.

    Different runs may be written to one file by different processes. One run has one writer: from its first
    append until :meth:`close` or the end of the process, others are refused. A store belongs to one thread.

    Args:
        path: The file; created with its folder where there is none, unless ``readonly``.
        readonly: Only read, also while another process writes; never creates or changes a journal.
        patience_s: How long to wait for another process that is in the middle of writing.

    Raises:
        StoreError: The file cannot be opened, or is not a journal of a version this one knows.
    """

    def __init__(self, path: Path | str, *, readonly: bool = False, patience_s: float = 10.0) -> None:
        self.path = Path(path).resolve()
        self._turn: Turn | None = None
        self._leases: dict[str, Lease] = {}
        self._program_of: Recent[tuple[str, str], str] = Recent(_REMEMBERED)
        self._closed = False
        opened = self._open_for_reading if readonly else self._open_for_writing
        self._connection = opened(patience_s)
        self._journals = Journals(self._connection, self.path)
        self._programs = Programs(self._connection, self.path)

    def _open_for_reading(self, patience_s: float) -> sqlite3.Connection:
        return schema.open_for_reading(self.path, patience_s=patience_s)

    def _open_for_writing(self, patience_s: float) -> sqlite3.Connection:
        _make_folder(self.path)
        schema.check_identity(self.path, patience_s=patience_s)
        turn = Turn(self._beside("lock"), patience_s=patience_s)
        try:
            with turn.taken():
                connection = schema.open_for_writing(self.path, patience_s=patience_s)
        except BaseException:
            turn.close()
            raise
        self._turn = turn
        return connection

    def append(self, run_id: str, events: Sequence[Event], programs: Sequence[Program] = ()) -> int:
        """Write events and programs in one durable transaction; the last event's number.

        A program is written as its difference from the first parent that ``events`` give it.

        Raises:
            StoreError: It could not be written; nothing of it was.
        """
        self._check_open()
        if self._turn is None:
            raise StoreError(f"{self.path} was opened for reading only")
        bodies = [packed(event, run_id) for event in events]
        if bodies and run_id not in self._leases:
            self._leases[run_id] = Lease(self._beside(f"run-{_short(run_id)}"), run_id)
        with told_plainly(self.path), self._turn.taken(), self._transaction():
            self._put_programs(run_id, events, programs)
            number = self._journals.put(run_id, bodies)
        for event in events:
            if isinstance(event, Told):
                self._program_of.put((run_id, event.candidate), event.program)
        return number

    def read(self, run_id: str, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        """Numbered events of a run, oldest first, numbered from 1, a bounded number in memory at a time.

        Events that are appended while it is being read are read too.

        Raises:
            StoreError: There is no such run, or its journal is damaged.
        """
        self._check_open()
        with told_plainly(self.path):
            run = self._journals.run(run_id)
        return self._while_open(self._journals.read(run_id, run, after))

    def last(self, run_id: str) -> tuple[int, Event]:
        """The newest event and its number, without reading the others.

        Raises:
            StoreError: There is no such run, or its journal is damaged.
        """
        self._check_open()
        with told_plainly(self.path):
            number = self._journals.last_number(self._journals.run(run_id))
        for found in self.read(run_id, after=max(number - 1, 0)):
            return found
        raise StoreError(f"{self.path} is damaged: run {run_id!r} has no events; restore it from a copy")

    def program(self, digest: str) -> Program:
        """The program with this digest.

        Raises:
            StoreError: It is not in the store, or damaged.
        """
        self._check_open()
        with told_plainly(self.path):
            return self._programs.get(digest)

    def runs(self) -> Sequence[str]:
        """Ids of all runs, oldest first."""
        self._check_open()
        with told_plainly(self.path):
            return self._journals.names()

    def close(self) -> None:
        """Release the file and its runs. Idempotent."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._turn is not None:
                with self._turn.taken():  # the last one to close moves the log into the file
                    self._connection.close()
        finally:
            self._connection.close()
            for lease in self._leases.values():
                lease.release()
            if self._turn is not None:
                self._turn.close()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            self._programs.forget()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _put_programs(self, run_id: str, events: Sequence[Event], programs: Sequence[Program]) -> None:
        parents = {e.program: e.parents[0] for e in events if isinstance(e, Told) and e.parents}
        for program in programs:
            parent = parents.get(program.digest)
            base = None if parent is None else self._program_of.get((run_id, parent))
            self._programs.put(program, base)

    def _while_open(self, events: Iterator[tuple[int, Event]]) -> Iterator[tuple[int, Event]]:
        for found in events:
            yield found
            self._check_open()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self.path} has been closed")

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(f"{self.path.name}-{suffix}")


def _short(run_id: str) -> str:
    return hashlib.sha256(run_id.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot create the folder {path.parent}: {error.strerror}; name another") from None
