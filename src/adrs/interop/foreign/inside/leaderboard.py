"""ADRS-Leaderboard: ``Evaluator().evaluate(solution)`` with the candidate's ``Solution().solve(…)``.

The contract is that of the leaderboard's ``problems/*/evaluator.py``. A candidate without a class
``Solution`` is handed over as what ``Solution.solve`` returns there: a program, by its path and its text.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.interop.foreign.inside import claims, room


def evaluate(folder: Path, program: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The claim of the evaluator in ``folder`` on ``program``.

    Args:
        folder: Where the evaluator lies.
        program: The candidate's file.
        settings: ``evaluator``: its file; ``spec``: the file that describes a submission, or an empty string.

    Raises:
        InvalidAnswer: The evaluator defines nothing to call, or returned something else than metrics.
    """
    module = room.load("evaluator", folder / settings["evaluator"])
    if isinstance(getattr(module, "Evaluator", None), type):
        returned = module.Evaluator().evaluate(_solution(program))
    elif callable(getattr(module, "evaluate", None)):
        returned = _by_path(module.evaluate, folder, program, settings["spec"])
    else:
        raise InvalidAnswer(f"{settings['evaluator']} defines neither Evaluator nor evaluate")
    if claims.is_number(returned):
        returned = {"score": returned}
    if not isinstance(returned, Mapping):
        raise InvalidAnswer("the evaluator returned no dict of metrics")
    return claims.claim(returned)


def _solution(program: Path) -> Any:
    text = program.read_text(encoding="utf-8")
    if "Solution" in text:
        module = room.load("submitted_solution", program)
        if hasattr(module, "Solution"):
            return module.Solution()
    return _Wrapped(program, text)


class _Wrapped:
    """The solution that hands in a program as it is."""

    def __init__(self, program: Path, text: str) -> None:
        self._answer = {"code": text, "program_path": str(program)}

    def solve(self, *_: Any, **__: Any) -> dict[str, str]:
        """The program."""
        return dict(self._answer)


def _by_path(function: Callable[..., Any], folder: Path, program: Path, spec: str) -> Any:
    """``evaluate(solution_path)``, or ``evaluate(solution_path, spec_path)`` where it asks for both."""
    asked = [
        p
        for p in inspect.signature(function).parameters.values()
        if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]
    sys.modules.pop("program", None)
    return function(*[program, folder / spec][: max(1, len(asked))])
