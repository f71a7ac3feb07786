"""A clock that jumps: what waits for minutes is tested in milliseconds, in the order of real time."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")
_TURNS = 50
"""Turns of the event loop without a new sleeper after which everybody is taken to wait for the clock."""


class VirtualTime:
    """``now`` and ``sleep`` for code that takes them as arguments; no real time passes.

    When every task waits, the clock jumps to the earliest wake-up. Not for code that waits for a real socket.
    """

    def __init__(self, start: float = 1000.0) -> None:
        self._now = start
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self.slept: list[float] = []

    def now(self) -> float:
        """Seconds."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has moved on by ``seconds``; they are noted in ``slept``."""
        self.slept.append(seconds)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), turn))
        await turn

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``, with the clock running beside it."""

        async def both() -> T:
            ticking = asyncio.ensure_future(self._tick())
            try:
                return await work
            finally:
                ticking.cancel()

        return asyncio.run(both())

    async def _tick(self) -> None:
        while True:
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            while self._sleepers and self._sleepers[0][2].done():
                heapq.heappop(self._sleepers)
            if self._sleepers:
                at, _, turn = heapq.heappop(self._sleepers)
                self._now = max(self._now, at)
                turn.set_result(None)
