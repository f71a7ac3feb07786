"""Looks at an inbox's folder now and then, and says which answers lie there complete.

Polling, because it works on every file system and needs nothing installed; one pass lists the folder once,
however many briefs are open. The pause doubles while nothing happens and shrinks back when something does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from adrs.propose.inbox.folder import Dropped, Folder
from adrs.propose.inbox.names import AnswerName


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a folder is looked at.

    Args:
        shortest_s: Pause after something happened.
        longest_s: Pause when nothing has happened for a while.
        settle_s: An answer is read when its size, time and inode have been the same for so long.
    """

    shortest_s: float = 0.1
    longest_s: float = 2.0
    settle_s: float = 0.5


class Watcher:
    """Calls ``dropped`` for every answer that has settled.

    Args:
        folder: What is watched.
        dropped: Called with an answer's name; called again on the next pass while the file lies there.
        lost: Called with the error that ended watching.
        pace: How often.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        folder: Folder,
        dropped: Callable[[AnswerName], None],
        lost: Callable[[BaseException], None],
        *,
        pace: Pace = Pace(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._call = dropped
        self._lost = lost
        self._pace = pace
        self._clock = clock
        self._seen: dict[AnswerName, tuple[Dropped, float]] = {}
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Watch, if not watching already."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._watch())

    def rest_if(self, idle: bool) -> None:
        """Stop watching when nobody waits."""
        if idle and self._task is not None:
            self._task.cancel()
            self._task = None

    async def aclose(self) -> None:
        """Stop watching."""
        self.rest_if(True)
        await asyncio.sleep(0)  # lets a cancelled task end before its loop does

    def look(self) -> bool:
        """One pass; whether anything is new or not settled yet."""
        now, pending, seen = self._clock(), False, {}
        for found in self._folder.answers():
            before = self._seen.get(found.name)
            if before is None or before[0] != found:
                before, pending = (found, now), True
            elif now - before[1] < self._pace.settle_s:
                pending = True
            else:
                self._call(found.name)
            seen[found.name] = before
        self._seen = seen
        return pending

    async def _watch(self) -> None:
        pause = self._pace.shortest_s
        try:
            while True:
                pause = self._pace.shortest_s if self.look() else min(2 * pause, self._pace.longest_s)
                await asyncio.sleep(pause)
        except Exception as error:
            self._lost(error)
