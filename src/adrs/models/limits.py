"""What an endpoint grants: calls at once, requests and tokens a minute; first come, first served."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adrs.core.model import Model, Reply, Request
from adrs.core.verdict import Usage
from adrs.models.timing import Timing

WINDOW_S = 60.0


@dataclass(slots=True, eq=False)
class _Entry:
    """A request in the last minute and the tokens it holds."""

    at: float
    tokens: int


class Limits:
    """Admission to one endpoint, shared by the models behind it.

    A minute is a sliding window: at no moment have more than the granted requests or tokens begun in the
    sixty seconds before. A request counts its worst case until it is over, then what it did take. One that
    is larger than the grant of a whole minute goes when nothing else is in the window.

    Args:
        concurrency: Calls at once.
        requests_per_minute: ``None`` for no limit.
        tokens_per_minute: ``None`` for no limit.
        timing: Clock and sleep.
    """

    def __init__(
        self,
        *,
        concurrency: int,
        requests_per_minute: int | None = None,
        tokens_per_minute: int | None = None,
        timing: Timing = Timing(),
    ) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._turn = asyncio.Lock()  # both are first in, first out
        self._requests = requests_per_minute
        self._tokens = tokens_per_minute
        self._timing = timing
        self._window: deque[_Entry] = deque()

    @asynccontextmanager
    async def admitted(self, tokens: int) -> AsyncIterator[Callable[[int], None]]:
        """Wait for admission of a request of at most ``tokens``; the value takes what it did use."""
        async with self._slots:
            async with self._turn:
                while (wait_s := self._wait_s(tokens)) > 0:
                    await self._timing.sleep(wait_s)
                entry = _Entry(self._timing.now(), tokens)
                self._window.append(entry)
            yield lambda used: setattr(entry, "tokens", min(used, entry.tokens))

    def _wait_s(self, tokens: int) -> float:
        """Seconds until a request of ``tokens`` may fit; 0 if it does now."""
        now = self._timing.now()
        while self._window and self._window[0].at <= now - WINDOW_S:
            self._window.popleft()
        if not self._window:
            return 0.0
        full = self._requests is not None and len(self._window) >= self._requests
        held = sum(entry.tokens for entry in self._window)
        if full or (self._tokens is not None and held + tokens > self._tokens):
            return max(self._window[0].at + WINDOW_S - now, 1e-3)
        return 0.0


class Limited:
    """Wraps a model whose calls are single attempts; each waits for the endpoint's admission.

    Args:
        inner: The model.
        limits: The endpoint's.
        worst: The most tokens that an attempt may take.
    """

    def __init__(self, inner: Model, *, limits: Limits, worst: Callable[[Request], Usage]) -> None:
        self.name = inner.name
        self.inner = inner
        self._limits = limits
        self._worst = worst

    async def reply(self, request: Request) -> Reply:
        """The inner model's reply, when it is this one's turn."""
        async with self._limits.admitted(self._worst(request).tokens) as used:
            reply = await self.inner.reply(request)
            used(reply.usage.tokens)
            return reply

    async def aclose(self) -> None:
        """Release connections."""
        await self.inner.aclose()
