"""Where runs of a coding agent are paid and written down, as calls of a model are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from adrs.core.errors import SpendingError
from adrs.core.events import Called, Calling, Event
from adrs.core.model import Request
from adrs.core.verdict import Usage


class Meter(Protocol):
    """Sets money aside before a call and books what it did cost; ``adrs.models.ledger.Ledger`` is one."""

    def next_call(self) -> int:
        """A number for a call, each once in a run."""
        ...

    async def reserve(self, worst: Usage) -> Any:
        """Set ``worst`` aside.

        Raises:
            SpendingError: It does not fit under a cap of the run.
        """
        ...

    def settle(self, reservation: Any, actual: Usage) -> None:
        """Book what was spent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Where calls are paid and written down.

    Args:
        meter: The run's ledger.
        log: The run's journal, such as ``Journal.append``.
        clock: Seconds since the epoch.
    """

    meter: Meter
    log: Callable[[Event], None]
    clock: Callable[[], float]


@dataclass
class Entry:
    """What a call took, as far as it is known."""

    usage: Usage
    error: str = "it was interrupted"


@asynccontextmanager
async def booked(books: Books | None, worst: Usage, model: str, request: Request) -> AsyncIterator[Entry]:
    """Reserve, write ``Calling``; at the end settle what the entry says and write ``Called``.

    A call that nobody saw end counts at its worst.

    Raises:
        SpendingError: ``worst`` does not fit under a cap; nothing was written.
    """
    entry = Entry(worst)
    if books is None:
        yield entry
        return
    try:
        reservation = await books.meter.reserve(worst)
    except SpendingError as error:
        raise SpendingError(f"{model}: {error}", cap=error.cap) from None
    number, began = books.meter.next_call(), books.clock()
    books.log(
        Calling(
            call=number,
            model=model,
            purpose=request.purpose,
            request=request.digest,
            worst=worst,
            brief=request.brief,
            at=began,
        )
    )
    try:
        yield entry
    finally:
        books.meter.settle(reservation, entry.usage)
        now = books.clock()
        seconds = max(now - began, 0.0)
        finish = "" if entry.error else "stop"
        books.log(
            Called(call=number, finish=finish, usage=entry.usage, seconds=seconds, error=entry.error, at=now)
        )
