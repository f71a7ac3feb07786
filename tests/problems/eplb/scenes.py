"""Small cases and placements for the tests of this problem."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.eplb.cases import Case, RoutedWorkload, workload_of
from adrs.problems.eplb.problem import create
from adrs.problems.eplb.rules import Cluster

PROBLEM = create()
SMALL = Cluster(replicas=8, groups=2, nodes=2, gpus=4)


def workload(load: Any, next_load: Any, cluster: Cluster = SMALL, *, history: Any = None) -> RoutedWorkload:
    """One case: the window seen, and the one to be judged on."""
    seen = np.array(load, dtype=np.int64)[None]
    windows = seen if history is None else np.concatenate([np.array(history, dtype=np.int64), seen])
    case = Case(windows, np.array(next_load, dtype=np.int64), cluster)
    return workload_of("train/scene", Split.TRAIN, "scene", [case])


def answer(phy2log: Any, log2phy: Any, logcnt: Any) -> dict[str, Any]:
    """A placement as it leaves the sandbox."""
    return {"phy2log": np.array(phy2log), "log2phy": np.array(log2phy), "logcnt": np.array(logcnt)}


def consistent(phy2log: Any, experts: int) -> dict[str, Any]:
    """The answer that belongs to the experts in the slots."""
    slots = np.array(phy2log)
    counts = np.array([np.bincount(row, minlength=experts) for row in slots])
    log2phy = np.full((*counts.shape, counts.max()), -1)
    for layer, row in enumerate(slots):
        for expert in range(experts):
            held = np.nonzero(row == expert)[0]
            log2phy[layer, expert, : len(held)] = held
    return answer(slots, log2phy, counts)


def module_of(program: Program) -> Any:
    """A program of ours, loaded."""
    module = ModuleType("scene")
    exec(compile(program.text, "program.py", "exec"), module.__dict__)
    return module
