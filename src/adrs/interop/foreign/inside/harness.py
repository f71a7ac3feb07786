"""Runs a foreign evaluator on a candidate, both in this process, and returns what it claims.

Nothing here is safe from the candidate, and nothing it returns is trusted beyond being its own claim.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from adrs.interop.foreign.inside import gepa, leaderboard, openevolve, room, shinka

PROGRAMS = True
"""Foreign evaluators start processes: the sandbox lets them, within the problem's limits."""

_KINDS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "gepa": gepa.evaluate,
    "leaderboard": leaderboard.evaluate,
    "openevolve": openevolve.evaluate,
    "shinka": shinka.evaluate,
}


def run(load: Callable[[], ModuleType], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The evaluator's claim on the candidate; the candidate is loaded by the evaluator, not by ``load``."""
    sys.modules.pop("program", None)
    folder, program = room.furnish(inputs, inputs["program"])
    return _KINDS[inputs["kind"]](folder, program, inputs["settings"])
