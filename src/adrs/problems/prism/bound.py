"""The least possible maximum KVPR of a workload, proven.

A placement stays below a threshold T if and only if on every GPU ``load <= T (80 - size)``, that is, if items
of weight ``load + T size`` pack into bins of capacity ``80 T``. Thresholds are bisected between the proven
bounds, and at last one just below the best placement found is refuted by an exact packing search.

``python -m adrs.problems.prism.bound`` recomputes ``bounds.json``, the optima of all shipped workloads.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.prism.heuristics import Groups, lookahead_greedy, most_free_memory, prism_greedy
from adrs.problems.prism.packing import pack
from adrs.problems.prism.rules import (
    GPU_MEM_SIZE,
    RELATIVE_TOLERANCE,
    SENTINEL,
    Case,
    ideal_kvpr,
    max_kvpr,
)

FILE = Path(__file__).with_name("bounds.json")

LIVE_MODELS = 20
"""Unknown workloads up to this many models are solved when asked for."""

BISECTION_GAP = 1e-3
"""Relative gap below which bisecting gives way to improving on the best placement."""


def bound(workload: Workload) -> Bound | None:
    """The optimum of a shipped or small workload; ``None`` for a large unknown one."""
    value = cached().get(workload.digest)
    if value is None and len(workload.inputs["models"]) <= LIVE_MODELS:
        value = _solved(workload)
    return None if value is None else Bound(value, BoundKind.OPTIMAL)


def optimum(case: Case) -> tuple[float, Groups] | None:
    """The least maximum KVPR and a placement that has it; ``None`` if none stays below the sentinel.

    Proven to a relative 1e-12, the tolerance of the rules.

    Raises:
        ValueError: A model has no load; a GPU filled by such models is not what the packing sees.
    """
    if not all(load > 0 for load in case.loads):
        raise ValueError("a model without load: the packing argument needs positive loads")
    if any(size >= GPU_MEM_SIZE for size in case.sizes):
        return None
    best = _start(case)
    upper = SENTINEL if best is None else max_kvpr(case, best)
    lower = lower_bound(case)
    while True:
        bisect = upper - lower > BISECTION_GAP * upper
        target = _between(lower, upper) if bisect else upper * (1 - RELATIVE_TOLERANCE)
        groups = below(case, target)
        if groups is not None and max_kvpr(case, groups) < upper:
            best, upper = groups, max_kvpr(case, groups)
        elif bisect:
            lower = target
        else:
            return None if best is None else (upper, best)


def below(case: Case, threshold: float) -> Groups | None:
    """A placement with no GPU's KVPR above ``threshold``; ``None`` when there is provably none."""
    weights = [load + threshold * size for load, size in zip(case.loads, case.sizes, strict=True)]
    return pack(weights, case.gpu_num, threshold * GPU_MEM_SIZE)


def lower_bound(case: Case) -> float:
    """Total load over total free memory, or the pressure of a model alone on a GPU, whichever is more."""
    alone = (load / (GPU_MEM_SIZE - size) for load, size in zip(case.loads, case.sizes, strict=True))
    return max(ideal_kvpr(case), max(alone, default=0.0))


@cache
def cached() -> dict[str, float]:
    """Optima by workload digest."""
    return {str(k): float(v) for k, v in json.loads(FILE.read_text(encoding="utf-8")).items()}


@cache
def _solved(workload: Workload) -> float | None:
    case = Case.of(workload.inputs)
    if not all(load > 0 for load in case.loads):
        return None
    solution = optimum(case)
    return None if solution is None else solution[0]


def _start(case: Case) -> Groups | None:
    """The best of the greedy placements that leave memory free everywhere."""
    made = [rule(case) for rule in (lookahead_greedy, prism_greedy, most_free_memory)]
    valid = [groups for groups in made if groups is not None and max_kvpr(case, groups) < SENTINEL]
    return min(valid, key=lambda groups: max_kvpr(case, groups), default=None)


def _between(lower: float, upper: float) -> float:
    """The geometric middle, as values may lie far apart; the ordinary one from a bound of 0."""
    return float((lower * upper) ** 0.5) if lower > 0 and upper > 4 * lower else (lower + upper) / 2


def main() -> None:
    """Solve every shipped workload and write ``bounds.json``."""
    from adrs.problems.prism.workloads import workloads

    optima = {}
    for split in Split:
        for workload in workloads(split):
            solution = optimum(Case.of(workload.inputs))
            assert solution is not None, f"{workload.id} has no placement"
            optima[workload.digest] = solution[0]
            print(f"{workload.id:28} {solution[0]:.12g}", flush=True)
    FILE.write_text(json.dumps(optima, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
