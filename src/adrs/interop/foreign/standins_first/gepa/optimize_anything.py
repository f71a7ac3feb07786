"""Stand-in for ``gepa.optimize_anything``: ends the script that calls it, and keeps its arguments."""

from __future__ import annotations

from typing import Any

from gepa import stand_in

SideInfo = dict
LOGGED: list[str] = []


class Captured(BaseException):
    """What was to be optimised; no handler of ordinary errors stops it."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__("the optimisation is not for this process")
        self.given = given


def optimize_anything(seed_candidate: Any = None, **given: Any) -> Any:
    """Never returns."""
    raise Captured({"seed_candidate": seed_candidate, **given})


def log(*words: Any, **_: Any) -> None:
    """Keep what an evaluator tells on the side."""
    LOGGED.append(" ".join(map(str, words)))


def __getattr__(name: str) -> Any:
    return stand_in(name)
