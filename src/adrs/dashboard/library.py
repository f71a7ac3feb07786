"""The journal as the dashboard reads it: one thread, one connection, each run folded once and then kept up.

A fold is never started twice and never blocks long: a request takes in as much as fits into a slice of
time and answers with what is there. A warm-up goes on with the rest between requests.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from adrs.core.errors import StoreError
from adrs.core.events import Event
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.dashboard.view import RunView
from adrs.store.recent import Recent

SLICE_S = 0.25
"""Longest that one request spends on taking in events."""

_KEPT = 16  # runs whose fold is in memory
_CHUNK = 64  # events between two looks at the clock

T = TypeVar("T")
OpenStore = Callable[[Path, bool], Store]


class Library:
    """Reads one journal file; all methods but :meth:`do` and :meth:`close` run on its thread, through ``do``.

    Args:
        path: The journal; it may not be there yet.
        open_store: Opens it for reading.
    """

    def __init__(self, path: Path, open_store: OpenStore) -> None:
        self.path = path
        self._open = open_store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="dashboard-journal")
        self._store: Store | None = None
        self._views: Recent[str, RunView] = Recent(_KEPT)
        self._cards: dict[str, tuple[int, Any]] = {}

    async def do(self, work: Callable[[], T]) -> T:
        """What ``work`` returns, on the thread that owns the connection."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Release the file; waits for a read that is going on."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()

    def runs(self) -> list[str]:
        """Names of the runs, oldest first; none while there is no journal."""
        store = self._reading()
        return [] if store is None else list(store.runs())

    def view(self, run_id: str, *, slice_s: float | None = SLICE_S) -> RunView:
        """The fold of a run, as far as it was taken in within ``slice_s`` seconds; all of it with ``None``.

        Raises:
            StoreError: There is no such run, or the journal is damaged.
        """
        store = self._there(run_id)
        view = self._views.get(run_id)
        if view is None:
            view = RunView(run_id)
            self._views.put(run_id, view)
        deadline = None if slice_s is None else time.monotonic() + slice_s
        for count, (number, event) in enumerate(store.read(run_id, after=view.number), 1):
            view.apply(number, event)
            if deadline is not None and count % _CHUNK == 0 and time.monotonic() > deadline:
                break
        return view

    def behind(self, view: RunView) -> bool:
        """Whether the journal holds events that the view has not seen."""
        return next(iter(self._there(view.run_id).read(view.run_id, after=view.number)), None) is not None

    def card(self, run_id: str, make: Callable[[RunView], T]) -> T:
        """What ``make`` tells of a run, made again only when the journal has grown."""
        known = self._cards.get(run_id)
        if known is not None and self._views.get(run_id) is None:
            newer = next(iter(self._there(run_id).read(run_id, after=known[0])), None)
            if newer is None:
                return known[1]  # type: ignore[no-any-return]
        view = self.view(run_id)
        if known is not None and known[0] == view.number:
            return known[1]  # type: ignore[no-any-return]
        made = make(view)
        self._cards[run_id] = (view.number, made)
        return made

    def event(self, run_id: str, number: int) -> Event:
        """One event, read from the journal.

        Raises:
            StoreError: There is none of this number.
        """
        for found, event in self._there(run_id).read(run_id, after=number - 1):
            if found == number:
                return event
        raise StoreError(f"run {run_id} has no event {number}")

    def program(self, digest: str) -> Program:
        """The program with this digest.

        Raises:
            StoreError: It is not in the journal.
        """
        store = self._reading()
        if store is None:
            raise StoreError(f"there is no journal at {self.path}")
        return store.program(digest)

    def _there(self, run_id: str) -> Store:
        store = self._reading()
        if store is None or run_id not in store.runs():
            raise StoreError(f"there is no run {run_id!r} in {self.path}")
        return store

    def _reading(self) -> Store | None:
        if self._store is None and self.path.exists():
            self._store = self._open(self.path, True)
        return self._store


async def warm(library: Library) -> None:
    """Take in every run, newest first, a slice at a time, so that pages find them ready."""
    for run_id in reversed((await library.do(library.runs))[-_KEPT:]):
        number = -1
        while True:
            view = await library.do(partial(library.view, run_id, slice_s=SLICE_S / 5))
            if view.number == number:
                break
            number = view.number
            await asyncio.sleep(0)  # requests that wait for the thread come first
