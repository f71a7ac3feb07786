"""A circuit breaker for one endpoint: after some failures in a row it opens, and calls wait instead of
failing.

Closed → open after ``failures`` in a row. When the pause is over, one call goes ahead as a probe; the
others wait for what becomes of it. If it succeeds the breaker closes, else it opens for twice as long, up
to a longest pause. (Nygard, Release It!, 2007.) A run whose endpoint is down thus pauses proposing; what is
proposed already goes on being evaluated. Where others propose too, calls fail at once instead of waiting, so
that the places in which they would wait stay free for those others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from adrs.core.errors import ModelError
from adrs.core.model import Model, Reply, Request
from adrs.models.fault import AttemptError
from adrs.models.timing import Timing


class Breaker:
    """The state of one endpoint, shared by the models behind it.

    Args:
        endpoint: Its name, for messages.
        notice: Is told, in one sentence, when the breaker opens and closes.
        failures: Failures in a row that open it.
        pause_s: The first pause.
        longest_pause_s: No pause is longer.
        give_up_s: Open for so long in all, it refuses every call at once, but for a probe at each pause's
            end.
        waits: Whether calls wait while it is open; else all but the probes fail at once.
        timing: Clock and sleep.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        notice: Callable[[str], None],
        failures: int = 5,
        pause_s: float = 5.0,
        longest_pause_s: float = 300.0,
        give_up_s: float = 1800.0,
        waits: bool = True,
        timing: Timing = Timing(),
    ) -> None:
        self.endpoint = endpoint
        self._notice = notice
        self._limit = failures
        self._pauses_s = (pause_s, longest_pause_s)
        self._give_up_s = give_up_s
        self._waits = waits
        self._timing = timing
        self._in_a_row = 0
        self._pause_s = pause_s
        self._opened = 0.0
        self._until: float | None = None
        self._probing = False
        self._changed = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether calls wait."""
        return self._until is not None

    async def enter(self) -> bool:
        """Wait until a call may be made; true if it is the probe.

        Raises:
            ModelError: The endpoint has been failing for too long, or nobody waits here.
        """
        while self._until is not None:
            now = self._timing.now()
            if not self._probing and now >= self._until:
                self._probing = True
                return True
            if now - self._opened >= self._give_up_s:
                away_s = now - self._opened
                raise ModelError(
                    f"{self.endpoint} has failed for {away_s:.0f} s; it is given up until it answers a probe"
                )
            if not self._waits:
                raise ModelError(f"{self.endpoint} is failing; it is not asked until it answers a probe")
            await self._wait(self._until - now)
        return False

    def succeeded(self) -> None:
        """The endpoint answered."""
        self._in_a_row = 0
        if self._until is not None:
            away_s = self._timing.now() - self._opened
            self._until, self._pause_s = None, self._pauses_s[0]
            self._announce(f"{self.endpoint} answers again after {away_s:.0f} s; proposing goes on")

    def failed(self, why: str, *, probe: bool) -> None:
        """The endpoint did not answer, or could not."""
        self._in_a_row += 1
        now = self._timing.now()
        if probe and self._until is not None:  # else a call from before it opened has closed it meanwhile
            self._pause_s = min(2 * self._pause_s, self._pauses_s[1])
            self._until = now + self._pause_s
            self._changed.set()
        elif self._until is None and self._in_a_row >= self._limit:
            self._opened, self._until = now, now + self._pause_s
            self._announce(
                f"{self.endpoint} failed {self._in_a_row} times in a row, last: {why}; "
                f"{self._consequence} for {self._pause_s:g} s and then tries again"
            )

    def probed(self) -> None:
        """The probe is over, however it ended."""
        self._probing = False
        self._changed.set()

    @property
    def _consequence(self) -> str:
        return "proposing pauses" if self._waits else "others propose alone"

    def _announce(self, text: str) -> None:
        self._changed.set()
        self._notice(text)

    async def _wait(self, seconds: float) -> None:
        """Until the pause is over or something changes; while a probe is out, only for the latter."""
        self._changed.clear()
        if self._probing:
            await self._changed.wait()
            return
        sleeping = asyncio.ensure_future(self._timing.sleep(seconds))
        changing = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({sleeping, changing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            changing.cancel()


class Guarded:
    """Wraps a model whose calls are single attempts; each first passes the endpoint's breaker."""

    def __init__(self, inner: Model, *, breaker: Breaker) -> None:
        self.name = inner.name
        self.inner = inner
        self._breaker = breaker

    async def reply(self, request: Request) -> Reply:
        """The inner model's reply, once the endpoint is worth asking."""
        probe = await self._breaker.enter()
        try:
            reply = await self.inner.reply(request)
        except AttemptError as error:
            if error.retry:
                self._breaker.failed(str(error), probe=probe)
            elif error.status is not None:
                self._breaker.succeeded()  # it answered, if only that it would not
            raise
        else:
            self._breaker.succeeded()
            return reply
        finally:
            if probe:
                self._breaker.probed()

    async def aclose(self) -> None:
        """Release connections."""
        await self.inner.aclose()
