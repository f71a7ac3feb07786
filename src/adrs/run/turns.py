"""Taking the steps of a run in the order in which a recorded run took them.

With several proposals and evaluations in flight, what happens first depends on how fast a model or a machine
was. A run that is replayed waits with each step until it is that step's turn, so that its strategy hears the
same things in the same order, and its journal comes out the same.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable

from adrs.core.errors import StoreError
from adrs.core.events import Asked, Called, Calling, Event, Learned, ProposalFailed, Told

Step = tuple[str, int | None]


class Turns:
    """The steps of a recorded run that are still to come; after the last one everybody goes as they please.

    Args:
        events: The recorded journal.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._brief_of_call: dict[int, int | None] = {}
        self._script: deque[Step] = deque(step for event in events if (step := self._step(event)))
        self._moved: asyncio.Event | None = None

    @property
    def left(self) -> int:
        """Steps still to come."""
        return len(self._script)

    async def until(self, kind: str, brief: int | None = None) -> None:
        """Return when it is time to take this step; the caller takes it before it waits for anything else.

        Args:
            kind: ``"asked"``, ``"calling"``, ``"called"``, ``"failed"``, ``"told"`` or ``"learned"``.
            brief: The brief it belongs to; ``None`` for ``"asked"``, which any slot takes, and for lessons.

        Raises:
            StoreError: The recorded run went on otherwise with this brief.
        """
        while self._script and self._script[0] != (kind, brief):
            self._check(kind, brief)
            if self._moved is None:
                self._moved = asyncio.Event()
            await self._moved.wait()

    def advance(self, event: Event) -> None:
        """A step has been taken and journalled."""
        step = self._step(event)
        if step is None or not self._script:
            return
        if (ahead := self._script[0]) != step:
            raise StoreError(f"the replay came to {_words(step)}, the recording has {_words(ahead)}")
        self._script.popleft()
        if self._moved is not None:
            self._moved.set()
            self._moved = None

    def _check(self, kind: str, brief: int | None) -> None:
        ahead, of = self._script[0]
        if brief is not None and of == brief and ahead != kind:
            raise StoreError(
                f"the replay came to {_words((kind, brief))} where the recording has {_words((ahead, of))};"
                " a program may have been evaluated otherwise (a time limit), or adrs has changed"
            )

    def _step(self, event: Event) -> Step | None:
        match event:
            case Asked():
                return "asked", None
            case Calling():
                self._brief_of_call[event.call] = event.brief
                return "calling", event.brief
            case Called():
                return "called", self._brief_of_call.get(event.call)
            case ProposalFailed():
                return "failed", event.brief
            case Told(brief=int(brief)):
                return "told", brief
            case Learned():
                return "learned", None
        return None


def _words(step: Step) -> str:
    kind, brief = step
    return f"“{kind}”" if brief is None else f"“{kind}” of brief {brief}"
