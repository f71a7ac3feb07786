"""What a problem is, in a few words, as plain data."""

from __future__ import annotations

from typing import Any

from adrs.core.claimed import self_scored
from adrs.core.problem import Problem
from adrs.core.workload import Split


def facts(problem: Problem) -> dict[str, Any]:
    """A problem in a few words, without reading data files."""
    sizes, objective = problem.sizes(), problem.objective
    return {
        "self_scored": self_scored(problem),
        "name": problem.name,
        "title": problem.title,
        "objective": {
            "name": objective.name,
            "unit": objective.unit,
            "direction": objective.direction.value,
            "aggregate": objective.aggregate.value,
        },
        "splits": {split.value: sizes.get(split, 0) for split in Split},
        "baselines": list(problem.baselines),
        "seeds": list(problem.seeds),
    }
