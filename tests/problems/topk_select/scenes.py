"""Small rows and programs for the tests of this problem."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.topk_select.problem import create
from adrs.problems.topk_select.rows import POOL_SIZE

PROBLEM = create()
SIZE = 2048


def recipe(family: str = "gaussian", *, k: int = 0, p: float = 1.0, **other: Any) -> dict[str, Any]:
    """A small row and its cut; ``seed`` chooses the row."""
    rng = np.random.RandomState(other.pop("seed", 1))
    size = other.get("size", SIZE)
    starts = [int(start) for start in rng.randint(0, POOL_SIZE - size, size=6)]
    usual = {"family": family, "starts": starts, "size": size, "scale": 3.0, "share": 0.9, "k": k, "p": p}
    return {**usual, **other}


def workload(*recipes: dict[str, Any]) -> Workload:
    """The workload of these rows."""
    return Workload("train/scene", Split.TRAIN, {"rows": list(recipes)}, "scene")


def result(indices: Any, reads: int = SIZE) -> dict[str, Any]:
    """The answer for a row as it leaves the sandbox."""
    return {"indices": np.array(indices, dtype=np.int32), "reads": reads}


def module_of(program: Program) -> Any:
    """A program of ours, loaded."""
    module = ModuleType("scene")
    exec(compile(program.text, "program.py", "exec"), module.__dict__)
    return module
