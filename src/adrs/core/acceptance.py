"""What a run asks of a candidate beside its score: metrics within limits, and further objectives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adrs.core.errors import UsageError
from adrs.core.problem import Direction

_RAIL = re.compile(
    r"\s*(?P<metric>[\w.\-]+)\s*(?P<sign><=|>=)\s*(?:(?P<human>human)(?:\s*\*\s*(?P<times>[^\s*]+))?|(?P<limit>\S+))\s*"
)
_ALSO = re.compile(r"\s*(?P<metric>[\w.\-]+)\s*:\s*(?P<direction>min|max)(?:imize)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """A metric that may not pass a limit: a constraint, or, relative to the human program, a guard rail.

    Args:
        metric: A metric of the judge, averaged over the workloads that report it.
        at_least: Whether the limit is a floor; else it is a ceiling.
        limit: The limit in the metric's unit; with ``of_human`` a multiple of what ``human_sota`` reaches.
        of_human: Whether the limit is relative.
    """

    metric: str
    at_least: bool
    limit: float
    of_human: bool = False

    def violation(self, value: float, human: float | None) -> float:
        """By how much ``value`` passes the limit, relative to it; 0 where it does not.

        Raises:
            ValueError: The limit is relative and there is no human value.
        """
        limit = self.bound(human)
        excess = limit - value if self.at_least else value - limit
        return max(0.0, excess) / max(abs(limit), 1e-12)

    def bound(self, human: float | None) -> float:
        """The limit in the metric's unit.

        Raises:
            ValueError: The limit is relative and there is no human value.
        """
        if not self.of_human:
            return self.limit
        if human is None:
            raise ValueError(f"a rail on {self.metric} is relative, but the human program has no such metric")
        return self.limit * human


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """A further objective: a metric of the judge, averaged over workloads, and which way is better."""

    metric: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What a run asks beside the score; nothing by default."""

    rails: tuple[Rail, ...] = ()
    also: tuple[Also, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rails or self.also)

    @classmethod
    def parse(cls, rails: Sequence[str] = (), also: Sequence[str] = ()) -> Acceptance:
        """From words such as ``"p99_ms<=20"``, ``"goodput>=human*0.95"`` and ``"migrations:min"``.

        Raises:
            UsageError: One of them says neither.
        """
        return cls(rails=tuple(map(_rail, rails)), also=tuple(map(_also, also)))


def _rail(text: str) -> Rail:
    found = _RAIL.fullmatch(text)
    number = "1" if found and found["human"] and found["times"] is None else ""
    number = number or (found and (found["times"] or found["limit"])) or ""
    try:
        limit = float(number)
    except ValueError:
        limit = float("nan")
    if found is None or not abs(limit) < float("inf"):
        raise UsageError(
            f"rail {text!r} is not understood; write METRIC<=NUMBER, METRIC>=NUMBER, or METRIC<=human*FACTOR"
        )
    return Rail(
        metric=found["metric"], at_least=found["sign"] == ">=", limit=limit, of_human=bool(found["human"])
    )


def _also(text: str) -> Also:
    found = _ALSO.fullmatch(text)
    if found is None:
        raise UsageError(f"objective {text!r} is not understood; write METRIC:min or METRIC:max")
    direction = Direction.MINIMIZE if found["direction"] == "min" else Direction.MAXIMIZE
    return Also(metric=found["metric"], direction=direction)
