"""The same problem with another objective."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adrs.core.errors import UsageError
from adrs.core.problem import Aggregate, Objective, Problem


class Restated:
    """A problem of which only the objective differs: how values of workloads become one.

    Bounds stay what they are: all aggregates rise with every single value, so the aggregate of bounds bounds
    the aggregate.
    """

    def __init__(self, problem: Problem, objective: Objective) -> None:
        self._problem = problem
        self.objective = objective

    def __getattr__(self, name: str) -> Any:
        if name == "_problem":  # not set yet, while being copied
            raise AttributeError(name)
        return getattr(self._problem, name)


def restated(problem: Problem, aggregate: str) -> Problem:
    """``problem`` with this aggregate: ``mean``, ``sum``, ``worst``, ``cvar`` or ``cvar:SHARE``.

    Raises:
        UsageError: There is no such aggregate, or the share is not in (0, 1].
    """
    name, colon, share = aggregate.partition(":")
    try:
        kind = Aggregate(name)
        tail = float(share) if colon else problem.objective.tail
    except ValueError:
        tail = 0.0
    if not 0.0 < tail <= 1.0 or (colon and name != "cvar"):
        raise UsageError(
            f"aggregate {aggregate!r} is not understood; there are mean, sum, worst, cvar and cvar:SHARE,"
            " the share of the workloads being above 0 and up to 1"
        )
    return Restated(problem, replace(problem.objective, aggregate=kind, tail=tail))
