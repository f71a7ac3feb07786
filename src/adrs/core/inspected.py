"""Questions about a problem that its contract suite and ``adrs lint`` both ask."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.workload import Split, Workload

GARBAGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, math.nan, math.inf, "", "x", [], {}, [[]], [{}], {"a": 1}, [None],
    [0], [True], ["x"], [[0]], [[0, 0]], [[0, [0]]], [[0, [None]]], [[[[[[]]]]]], [[0, [0], 0]], {"0": [0]},
)  # fmt: skip
"""Plain data that is no answer to any problem."""


def available(problem: Problem) -> Iterator[tuple[Split, Sequence[Workload]]]:
    """Every split with its workloads, without those that need data files that are not there."""
    for split in Split:
        try:
            workloads = problem.workloads(split)
        except DataError:
            continue
        yield split, workloads


def every_program(problem: Problem) -> Iterator[tuple[str, Program]]:
    """Seeds, then baselines, with a name for messages."""
    for name, program in problem.seeds.items():
        yield f"seed {name}", program
    for name, program in problem.baselines.items():
        yield f"baseline {name}", program


def states_number(text: str, value: float) -> bool:
    """Whether ``text`` gives ``value`` away: a number of four or more significant digits within 0.01 %.

    Shorter numbers (``28``) occur in any statement and give nothing away.
    """
    for shown in re.findall(r"\d+(?:\.\d+)?", text):
        significant = shown.replace(".", "").lstrip("0")
        if len(significant) >= 4 and math.isclose(float(shown), value, rel_tol=1e-4):
            return True
    return False
