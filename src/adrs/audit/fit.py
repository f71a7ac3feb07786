"""Fits an attack to a problem: an honest program whose entry attacks first and then answers."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from adrs.audit.corpus import Attack, kit
from adrs.core.errors import UsageError
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


_AT_ONCE = """
attack({bait!r})
"""
"""For programs of which no entry is known: the attack comes while they are loaded."""


def fitted(problem: Problem, attack: Attack, bait: Mapping[str, Any]) -> Program:
    """The naive seed of ``problem`` with ``attack`` at the start of its entry.

    Args:
        problem: Whose contract the program keeps.
        attack: What it does first.
        bait: Where the things lie that it is after, as plain data.

    Raises:
        UsageError: Programs for the problem are not in Python.
    """
    seed = next(iter(problem.seeds.values()))
    if seed.language != "python":
        raise UsageError(
            f"the attacks are written in Python, and the programs of {problem.name} in {seed.language}:"
            " nothing was tried"
        )
    honest, script = _apart(seed.text)
    function = problem.contract.function
    entry = (_ENTRY if function else _AT_ONCE).format(bait=dict(bait), entry=function)
    return seed.with_text("\n\n".join([honest, kit(), attack.source, entry, script]))


def _apart(text: str) -> tuple[str, str]:
    """A program, and what it does when it is run as a script, which has to come last."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            lines = text.splitlines(keepends=True)
            return "".join(lines[: node.lineno - 1]), "".join(lines[node.lineno - 1 :])
    return text, ""
