"""Which agent works on which brief, so that two of them do not write the same program twice.

A courtesy and no lock: whoever answers first is taken, and a lease that nobody uses runs out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

LEASE_S = 900.0
"""How long a brief is kept for an agent that is not heard of."""


class Leases:
    """Briefs by number, and who has them until when.

    Args:
        lease_s: How long.
        clock: Monotonic seconds.
    """

    def __init__(self, *, lease_s: float = LEASE_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease_s = lease_s
        self._clock = clock
        self._held: dict[int, tuple[str, float]] = {}

    def take(self, agent: str, numbers: Iterable[int]) -> int | None:
        """A brief for ``agent``: the one it has, else the first that nobody has; ``None`` for neither.

        Args:
            agent: Who asks.
            numbers: Briefs that are open; leases on others are forgotten.
        """
        now, open_ = self._clock(), sorted(numbers)
        self._held = {n: held for n, held in self._held.items() if n in open_ and held[1] > now}
        mine = [n for n in open_ if n in self._held and self._held[n][0] == agent]
        free = [n for n in open_ if n not in self._held]
        found = next(iter(mine + free), None)
        if found is not None:
            self._held[found] = (agent, now + self._lease_s)
        return found
