"""The one place where a run's facts are written: to the store, into the state, to whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adrs.core.events import Asked, Event
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.run.state import RunState

Observer = Callable[[Event, RunState], None]


class Journal:
    """Appends events and folds them as they happen.

    ``Asked`` costs no transaction of its own: losing one with the machine loses nothing, because replaying
    asks the strategy again. It is written with the next fact, in order.
    """

    def __init__(self, store: Store, state: RunState, observer: Observer | None = None) -> None:
        self.store = store
        self.state = state
        self._observer = observer or (lambda event, state: None)
        self._held: list[Event] = []

    def append(self, event: Event, programs: Sequence[Program] = ()) -> None:
        """Write one fact; when this returns, it is durable (an ``Asked`` with the next one).

        Raises:
            StoreError: It could not be written.
        """
        if isinstance(event, Asked):
            self._held.append(event)
        else:
            self.store.append(self.state.run_id, [*self._held, event], programs)
            self._held.clear()
        self.state.apply(event)
        self._observer(event, self.state)
