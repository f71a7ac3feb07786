"""The clock of a sitting: the date it began on, and from there only forward."""

from __future__ import annotations

import time
from collections.abc import Callable


def steady_clock(
    *, date: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
) -> Callable[[], float]:
    """Seconds since the epoch that no change of the system's date moves.

    A date that is set, by a person or the network, would otherwise spend a budget of seconds at once, or
    never. While the machine sleeps the steady clock of Linux stands still, so sleep is not work.

    Args:
        date: Asked once, now.
        steady: Asked every time; never goes back.
    """
    offset = date() - steady()
    return lambda: offset + steady()
