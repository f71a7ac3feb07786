"""Every attempt paid for and journalled: reserve, write ``Calling``, ask, settle, write ``Called``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from adrs.core.errors import ModelError, SpendingError
from adrs.core.events import Called, Calling, Event
from adrs.core.model import Model, Reply, Request
from adrs.core.program import Program
from adrs.core.verdict import Usage
from adrs.models.fault import AttemptError
from adrs.models.ledger import Ledger, Reservation
from adrs.models.transcript import Transcript, write_transcript

Worst = Callable[[Request], Usage]


class Log(Protocol):
    """Where facts go, such as ``Journal.append``."""

    def __call__(self, event: Event, programs: Sequence[Program] = ..., /) -> None:
        """Keep ``event`` and the programs it names."""
        ...


class Accounted:
    """Wraps a model that makes one attempt a call.

    Args:
        inner: The model.
        ledger: The run's.
        log: The run's journal.
        clock: Seconds since the epoch.
        worst: The most that an attempt at a request may cost; also what it counts when nobody knows.
        record: Keep requests and replies whole, so that the run can be replayed.
    """

    def __init__(
        self,
        inner: Model,
        *,
        ledger: Ledger,
        log: Log,
        clock: Callable[[], float],
        worst: Worst,
        record: bool = False,
    ) -> None:
        self.name = inner.name
        self.inner = inner
        self.ledger = ledger
        self._log = log
        self._clock = clock
        self._worst = worst
        self._record = record

    async def reply(self, request: Request) -> Reply:
        """The reply, when it is settled and journalled.

        Raises:
            ModelError: No reply came; settled at its usage.
            SpendingError: The worst case does not fit under a cap; nothing was sent or journalled.
        """
        worst = self._worst(request)
        try:
            reservation = await self.ledger.reserve(worst)
        except SpendingError as error:
            raise SpendingError(f"{self.name}: {error}", cap=error.cap) from None
        call = _Call(self.ledger.next_call(), reservation, request, began=self._clock())
        self._log(self._calling(call))
        try:
            reply = await self.inner.reply(request)
        except ModelError as error:
            self._close(call, error)
            raise
        except asyncio.CancelledError:
            self._close(call, ModelError("cancelled; it counts at its worst", usage=worst))
            raise
        except BaseException:
            self.ledger.settle(
                reservation, worst
            )  # a bug of ours; the journal shows the call as never closed
            raise
        self._close(call, reply)
        return reply

    async def aclose(self) -> None:
        """Release connections."""
        await self.inner.aclose()

    def _calling(self, call: _Call) -> Calling:
        return Calling(
            call=call.number,
            model=self.name,
            purpose=call.request.purpose,
            request=call.request.digest,
            worst=call.reservation.worst,
            brief=call.request.brief,
            at=call.began,
        )

    def _close(self, call: _Call, result: Reply | ModelError) -> None:
        self.ledger.settle(call.reservation, result.usage)
        now = self._clock()
        seconds = max(now - call.began, 0.0)
        if isinstance(result, AttemptError) and result.seconds is None:
            result.seconds = seconds
        programs = []
        if self._record:
            kept = Transcript(model=self.name, request=call.request, result=result)
            programs.append(write_transcript(kept))
        event = Called(
            call=call.number,
            finish=result.finish.value if isinstance(result, Reply) else "",
            usage=Usage(tokens=result.usage.tokens, cost_usd=result.usage.cost_usd),
            seconds=seconds,
            error="" if isinstance(result, Reply) else str(result),
            transcript=programs[0].digest if programs else "",
            at=now,
        )
        self._log(event, programs)


class _Call:
    """An attempt in flight."""

    def __init__(self, number: int, reservation: Reservation, request: Request, *, began: float) -> None:
        self.number = number
        self.reservation = reservation
        self.request = request
        self.began = began
