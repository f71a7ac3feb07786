"""Fits an attack to a problem: an honest program whose entry attacks first and then answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.audit.corpus import Attack, kit
from adrs.core.problem import Problem
from adrs.core.program import Program

_ENTRY = """
BAIT = {bait!r}
_honest = {entry}
_attack = attack


def _first_time():
    if getattr(sys, "_attacked", False):
        return None
    sys._attacked = True
    return _attack(BAIT)


if isinstance(_honest, type):

    class {entry}(_honest):
        def __init__(self, *args, **options):
            self._instead = _first_time()
            super().__init__(*args, **options)

        def decide(self, *args, **options):
            if self._instead is not None:
                return self._instead
            return super().decide(*args, **options)

else:

    def {entry}(*args, **options):
        instead = _first_time()
        return _honest(*args, **options) if instead is None else instead
"""


def fitted(problem: Problem, attack: Attack, bait: Mapping[str, Any]) -> Program:
    """The naive seed of ``problem`` with ``attack`` at the start of its entry.

    Args:
        problem: Whose contract the program keeps.
        attack: What it does first.
        bait: Where the things lie that it is after, as plain data.
    """
    honest = next(iter(problem.seeds.values())).text
    entry = _ENTRY.format(bait=dict(bait), entry=problem.contract.function)
    return Program.from_text("\n\n".join([honest, kit(), attack.source, entry]))
