"""Synthetic spot availability: alternating spells, each short or long at random.

Measured availability comes in spells of very unequal length: half of them last a few ticks, the mean is two
or three times the median. A mixture of two geometric distributions has that shape; means are calibrated to
the eight zones of the published single-region traces (see the README). All randomness is ``random.Random``'s,
whose streams are the same on every platform and version.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

SHORT_TICKS = 1.5
"""Mean length of a short spell, in ticks of ten minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """How spot machines come and go.

    Args:
        up: Mean length of a spell with spot, in ticks.
        down: Mean length of a spell without.
        short: Share of short spells.
        tail: Index of Pareto-distributed long spells; 0 for geometric ones.
        day: Ticks of a daily rhythm in which spells with spot grow and shrink; 0 for none.
        swing: How strongly, 0 to 1.
        drift: Factor on the means of spells with spot over the length of the trace.
    """

    up: float
    down: float
    short: float = 0.4
    tail: float = 0.0
    day: int = 0
    swing: float = 0.0
    drift: float = 1.0

    def trace(self, rng: Random, ticks: int, *, prefix: str = "") -> str:
        """``ticks`` characters, ``"1"`` where there is no spot, that begin with ``prefix``."""
        parts, length = [prefix], len(prefix)
        spot_share = self.up / (self.up + self.down)
        down = prefix[-1] == "0" if prefix else rng.random() >= spot_share
        while length < ticks:
            mean = self.down if down else self.up * self._season(length, ticks)
            spell = self._spell(rng, mean)
            parts.append(("1" if down else "0") * spell)
            length += spell
            down = not down
        return "".join(parts)[:ticks]

    def _season(self, tick: int, ticks: int) -> float:
        daily = 1.0 + self.swing * math.sin(2 * math.pi * tick / self.day) if self.day else 1.0
        return max(0.05, daily) * math.pow(self.drift, tick / ticks)

    def _spell(self, rng: Random, mean: float) -> int:
        if rng.random() < self.short:
            return _geometric(rng, SHORT_TICKS)
        long = max(1.0, (mean - self.short * SHORT_TICKS) / (1 - self.short))
        if self.tail:
            # A Pareto distribution of this index and mean, cut at forty times the mean.
            drawn = long * (self.tail - 1) / self.tail * math.pow(1.0 - rng.random(), -1 / self.tail)
            return max(1, min(int(40 * long), round(drawn)))
        return _geometric(rng, long)


def _geometric(rng: Random, mean: float) -> int:
    if mean <= 1:
        return 1
    return 1 + int(math.log(1.0 - rng.random()) / math.log(1.0 - 1.0 / mean))


def branching(zone: Zone, rng: Random, *, runs: int, branches: int, ticks: int) -> list[str]:
    """``runs`` traces; the last ``branches`` repeat the beginning of an earlier one, then part from it.

    What a policy decides on a shared beginning must be the same on both, whatever comes after.
    """
    traces = [zone.trace(rng, ticks) for _ in range(runs - branches)]
    for number in range(branches):
        source = traces[number % (runs - branches)]
        shared = rng.randrange(ticks // 8, 3 * ticks // 4)
        traces.append(zone.trace(rng, ticks, prefix=source[:shared]))
    return traces
