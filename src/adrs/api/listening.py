"""Callbacks of a run: who is told of its events, and what becomes of what they raise."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from adrs.core.errors import UsageError

if TYPE_CHECKING:
    from adrs.core.events import Event
    from adrs.run.state import RunState

_LOG = logging.getLogger("adrs")

Callback = Callable[["Event"], object]
"""Told every event of :mod:`adrs.core.events` once it is journalled; what it returns is not looked at."""


class StopSearch(Exception):  # noqa: N818 - it is no error
    """Raised by a callback: the search ends as if its budget were spent, and the run with a result."""


class _BrokenOffError(Exception):
    """Ends a sitting whose callback wants to end more than that."""


class Listener:
    """Watches a sitting for callbacks; meets :class:`adrs.api.sitting.Display`.

    An exception of a callback comes out of the sitting, whatever the code it passes makes of it, and ends
    it; the event it was told is journalled by then. No callback is called after it.
    """

    def __init__(self, callbacks: Sequence[Callback]) -> None:
        self.error: BaseException | None = None
        self.stop: Callable[[str], None] = lambda reason: None
        self._callbacks = callbacks

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.error is not None and error is not self.error:
            raise self.error from None

    def observe(self, event: Event, state: RunState) -> None:
        """An event has been journalled."""
        if self.error is not None:
            return
        for callback in self._callbacks:
            try:
                callback(event)
            except StopSearch:
                self.stop("callback")
            except Exception as error:
                self.error = error
                raise
            except BaseException as error:  # an event loop breaks on these: it comes out when it has ended
                self.error = error
                raise _BrokenOffError from error

    def tick(self) -> None:
        """Nothing to tell: what a callback is told is in the journal."""

    def note(self, text: str) -> None:
        """What somebody has to know at once, e.g. the address of an inbox."""
        _LOG.warning(text)


def callbacks_of(given: Callback | Sequence[Callback] | None) -> Sequence[Callback]:
    """One callback, several, or none, as several.

    Raises:
        UsageError: Something among them cannot be called.
    """
    if given is None:
        return ()
    several = [given] if callable(given) else list(given)
    for one in several:
        if not callable(one):
            raise UsageError(f"on_event is a {type(one).__name__}; give a function that takes an event")
    return several
