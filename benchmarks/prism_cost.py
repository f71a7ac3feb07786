"""Microseconds per call of prism's published cost function, its judge and its exact optimum.

python benchmarks/prism_cost.py
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from typing import Any

from adrs.core.workload import Split
from adrs.problems.prism.bound import optimum
from adrs.problems.prism.harness import Model
from adrs.problems.prism.problem import COST, create
from adrs.problems.prism.rules import Case
from adrs.testing.inprocess import answer_of


def microseconds(call: Callable[[], Any], number: int) -> float:
    """The best of five means."""
    return min(timeit.repeat(call, number=number, repeat=5)) / number * 1e6


def main() -> None:
    """One line a split, for its largest workload."""
    problem = create()
    namespace: dict[str, Any] = {}
    exec(COST, namespace)
    cost = namespace["max_kvpr"]
    print(f"{'workload':24} {'models':>6} {'cost us':>8} {'judge us':>9} {'optimum us':>11}")
    for split in Split:
        workload = max(problem.workloads(split), key=lambda w: len(w.inputs["models"]))
        answer = answer_of(problem, problem.baselines["human_sota"], workload)
        models = [Model(f"model_{j}", *m, j) for j, m in enumerate(workload.inputs["models"])]
        placement = {gpu: [models[j] for j in group] for gpu, group in answer}
        figures = (
            microseconds(lambda p=placement: cost(p), 5000),  # type: ignore[misc]
            microseconds(lambda w=workload, a=answer: problem.judge(w, a), 500),  # type: ignore[misc]
            microseconds(lambda w=workload: optimum(Case.of(w.inputs)), 5),  # type: ignore[misc]
        )
        print(f"{workload.id:24} {len(models):6} {figures[0]:8.2f} {figures[1]:9.1f} {figures[2]:11.0f}")


if __name__ == "__main__":
    main()
