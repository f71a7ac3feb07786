"""The end of a search in time: no proposal that hangs keeps a run that is to stop from stopping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from adrs.sandbox.at_work import asked_to_stop

T = TypeVar("T")

GRACE_S = 30.0
"""How long proposals in flight may still take when a search is to stop."""


class Ending:
    """Why a search stops, and what happens to the proposals and lessons that are being written then.

    They have :data:`GRACE_S` seconds; what is not there by then is abandoned. A brief stays open in the
    journal, so that a resumed run asks for it again, and a call that was waited for counts at its worst.
    Evaluations are not abandoned: the sandbox bounds them.

    Args:
        grace_s: How long proposals in flight may still take.
    """

    def __init__(self, *, grace_s: float = GRACE_S) -> None:
        self.reason: str | None = None
        self._grace_s = grace_s
        self._changed = asyncio.Event()
        self._writing: set[asyncio.Task[Any]] = set()
        self._over = False

    def stop(self, reason: str) -> None:
        """Stop; the first reason is the one that counts."""
        self.reason = self.reason or reason
        self._changed.set()

    def reconsider(self) -> None:
        """The time that is left has changed."""
        self._changed.set()

    @asynccontextmanager
    async def watching(self, seconds_left: Callable[[], float | None]) -> AsyncIterator[None]:
        """Sees to it that the search inside ends, after ``seconds_left`` at the latest."""
        watch = asyncio.create_task(self._watch(seconds_left))
        try:
            yield
        finally:
            watch.cancel()

    async def written(self, writing: Coroutine[Any, Any, T]) -> T | None:
        """What is written; ``None`` if it was abandoned."""
        if self._over:
            writing.close()
            return None
        task = asyncio.ensure_future(writing)
        self._writing.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._over and not asked_to_stop():
                return None
            raise
        finally:
            self._writing.discard(task)

    async def _watch(self, seconds_left: Callable[[], float | None]) -> None:
        while self.reason is None:
            try:
                await asyncio.wait_for(self._changed.wait(), seconds_left())
            except TimeoutError:
                self.stop("seconds")
            self._changed.clear()
        await asyncio.sleep(self._grace_s)
        self._over = True
        for task in self._writing:
            task.cancel()
