"""What an examination of a program found, as a prompt can tell it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adrs.core.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpot:
    """A function of a program in which time is spent.

    Args:
        function: Its name.
        line: Where it is defined; 0 for what is not in the program's file.
        calls: How often it was called.
        own: Part of the time spent in itself, 0 to 1.
        total: Part of the time spent in it and in what it calls, 0 to 1.
    """

    function: str
    line: int
    calls: int
    own: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Hot spots of a program, and the decisions it regrets most.

    Args:
        hot_spots: The most own time first.
        decisions: One sentence each, the largest regret first; about train workloads only.
    """

    hot_spots: tuple[HotSpot, ...] = ()
    decisions: tuple[str, ...] = ()

    @property
    def hot_lines(self) -> list[str]:
        """A line for each hot spot worth telling; shares in steps of five per cent: finer ones are noise."""
        return [_line(spot) for spot in self.hot_spots if spot.total >= _NOISE]


_NOISE = 0.025


def _line(spot: HotSpot) -> str:
    place = f" (line {spot.line})" if spot.line else ""
    shares = f"{_percent(spot.own)} in itself, {_percent(spot.total)} with what it calls"
    return f"`{spot.function}`{place}: {shares}, {spot.calls} calls"


Examiner = Callable[[Program], Awaitable[Findings]]
"""Runs a program on train workloads and says where it spends its time and what it regrets."""


def _percent(share: float) -> str:
    steps = round(20 * share)
    return f"{5 * steps} %" if steps else "next to nothing"
