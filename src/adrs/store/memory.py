"""A journal that lives as long as its process; for tests and dry runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adrs.core import journal_json
from adrs.core.errors import StoreError
from adrs.core.events import Event
from adrs.core.program import Program


class MemoryStore:
    """Journals in memory; implements :class:`adrs.core.seams.Store`.

    Events are kept as a file would keep them, so that what cannot be written fails here too.
    """

    def __init__(self) -> None:
        self._events: dict[str, list[bytes]] = {}
        self._programs: dict[str, Program] = {}
        self._closed = False

    def append(self, run_id: str, events: Sequence[Event], programs: Sequence[Program] = ()) -> int:
        """Keep events and programs; the last event's number.

        Raises:
            StoreError: An event cannot be written; nothing was kept.
        """
        self._check_open()
        try:
            bodies = [journal_json.encode(event) for event in events]
        except ValueError as error:
            raise StoreError(f"run {run_id!r}: {error}") from None
        self._programs |= {program.digest: program for program in programs}
        if bodies:
            self._events.setdefault(run_id, []).extend(bodies)
        return len(self._events.get(run_id, ()))

    def read(self, run_id: str, *, after: int = 0) -> Iterator[tuple[int, Event]]:
        """Numbered events of a run, oldest first, numbered from 1.

        Raises:
            StoreError: There is no such run.
        """
        return _numbered(self._run(run_id), after)

    def last(self, run_id: str) -> tuple[int, Event]:
        """The newest event and its number.

        Raises:
            StoreError: There is no such run.
        """
        bodies = self._run(run_id)
        return len(bodies), journal_json.decode(bodies[-1])

    def program(self, digest: str) -> Program:
        """The program with this digest.

        Raises:
            StoreError: It is not in the store.
        """
        self._check_open()
        if digest not in self._programs:
            raise StoreError(f"the store has no program {digest!r}")
        return self._programs[digest]

    def runs(self) -> Sequence[str]:
        """Ids of all runs, oldest first."""
        self._check_open()
        return list(self._events)

    def close(self) -> None:
        """Refuse further use. Idempotent."""
        self._closed = True

    def _run(self, run_id: str) -> list[bytes]:
        self._check_open()
        if run_id not in self._events:
            raise StoreError(f"the store has no run {run_id!r}")
        return self._events[run_id]

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("the store has been closed")


def _numbered(bodies: list[bytes], after: int) -> Iterator[tuple[int, Event]]:
    while after < len(bodies):
        after += 1
        yield after, journal_json.decode(bodies[after - 1])
