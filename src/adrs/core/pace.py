"""Speed as part of a problem's value: CPU time against a reference program, never seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from adrs.core.problem import Problem
from adrs.core.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a problem counts the CPU time of a program.

    The ratio is how many times faster than the reference a program answers a workload: CPU seconds of the
    reference over those of the program, both less what the idle program needs, so that neither the start of
    a process nor reading inputs and writing answers counts.

    Args:
        reference: The program whose ratio is 1.
        idle: Answers validly with next to no work of its own.
        charge: ``(value, ratio)`` to the final value, in the objective's unit. Time only ever costs: the
            result is never better than ``value``, and never worse for a greater ratio. So bounds on the
            judge's value hold for the final one too.
        rounds: Runs of program, reference and idle program, interleaved, when a program is scored; the
            median counts.
        search_rounds: The same while searching.
        fixed_ratio: What counts as the ratio where time is not measured.
    """

    reference: Program
    idle: Program
    charge: Callable[[float, float], float]
    rounds: int = 5
    search_rounds: int = 1
    fixed_ratio: float = 1.0


@runtime_checkable
class Timed(Problem, Protocol):
    """A problem in whose value speed counts."""

    pace: Pace


def pace_of(problem: Problem) -> Pace | None:
    """The pace of a problem; ``None`` where time is a limit and nothing else."""
    return problem.pace if isinstance(problem, Timed) else None
