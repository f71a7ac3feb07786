"""A fleet of scripted places, without machines: each answers by calling a function, and may be killed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

from adrs.core.errors import PlaceLost, SandboxError
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome
from adrs.interop.executor import errands
from adrs.interop.executor.attendant import versions
from adrs.interop.executor.seams import Greeting, Order, Place

WALLS: dict[str, bool | str] = {"kind": "fake", "network closed": True}


class FakePlace:
    """Answers each program with its number of letters after a pause; ``log`` has who did what."""

    def __init__(self, name: str, log: list[tuple[str, str]], *, greeting: Greeting | None = None) -> None:
        self.name = name
        self.log = log
        self.greeting = greeting or Greeting(host=name, versions=versions(), layers=WALLS)
        self.dies_at = 10**9
        self.done = 0
        self.closed = False

    async def attend(self, verb: str, body: bytes = b"", inputs: bytes = b"") -> Sequence[bytes]:
        """See :class:`adrs.interop.executor.seams.Place`."""
        await asyncio.sleep(0.002)
        if self.done >= self.dies_at:
            raise PlaceLost(f"{self.name} is gone")
        self.log.append((self.name, verb))
        if verb != "run":
            return []
        self.done += 1
        program, workload, _ = errands.unpack_errand(body, inputs)
        done = Completed(workload=workload.id, outcome=Outcome.VALID, answer=len(program.text))
        return errands.pack_completed(done)

    def close(self) -> None:
        """See :class:`adrs.interop.executor.seams.Place`."""
        self.closed = True


class FakeFleet:
    """Opens fake places, as many as there is ``room`` for.

    Args:
        room: Places there may be; may be changed later.
        made: Told each new place, before it is used.
    """

    kind = "fake"

    def __init__(self, room: int, made: Callable[[FakePlace], Any] = lambda place: None) -> None:
        self.room = room
        self.places: list[FakePlace] = []
        self.log: list[tuple[str, str]] = []
        self.refusing = ""
        self.closed = False
        self._made = made

    def slots(self) -> int:
        """See :class:`adrs.interop.executor.seams.Fleet`."""
        return self.room

    def open(self, order: Order, stopping: threading.Event) -> Place:
        """See :class:`adrs.interop.executor.seams.Fleet`."""
        if self.refusing:
            raise SandboxError(self.refusing)
        place = FakePlace(f"place {len(self.places)}", self.log)
        self.places.append(place)
        self._made(place)
        return place

    def close(self) -> None:
        """See :class:`adrs.interop.executor.seams.Fleet`."""
        self.closed = True
