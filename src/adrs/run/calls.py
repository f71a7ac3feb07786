"""Where models report their calls: to the journal of the run they serve, once it is open."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.events import Calling, Event
from adrs.core.program import Program
from adrs.run.journal import Journal


class Calls:
    """A log that models can be made with before there is a run.

    Proposers are part of what a run is made of, and their models have to write into that run's journal. What
    they say before it is open, for instance that a price is not known, is written once it is.
    """

    def __init__(self) -> None:
        self._journal: Journal | None = None
        self._early: list[Event] = []

    def attach(self, journal: Journal) -> None:
        """From now on, calls are written here."""
        self._journal = journal
        for event in self._early:
            journal.append(event)
        self._early.clear()

    def __call__(self, event: Event, programs: Sequence[Program] = (), /) -> None:
        """Write one event; durable when this returns.

        Raises:
            StoreError: It could not be written.
        """
        if self._journal is not None:
            self._journal.append(event, programs)
        elif isinstance(event, Calling):
            raise RuntimeError("a model was called before its run was open")
        else:
            self._early.append(event)
