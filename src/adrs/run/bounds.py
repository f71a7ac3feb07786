"""The limit beside a set of workloads: their bounds, aggregated as the objective does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adrs.core.errors import DataError
from adrs.core.problem import Bound, BoundKind, Problem
from adrs.core.workload import Split, Workload

_STRONGEST_FIRST = tuple(BoundKind)


def combined_bound(problem: Problem, workloads: Sequence[Workload]) -> Bound | None:
    """One bound for ``workloads``, as weak as the weakest; ``None`` if any has none."""
    bounds = [problem.bound(workload) for workload in workloads]
    known = [bound for bound in bounds if bound is not None]
    if not known or len(known) < len(bounds):
        return None
    value = problem.objective.combine([bound.value for bound in known])
    kind = max((bound.kind for bound in known), key=_STRONGEST_FIRST.index)
    return Bound(value, kind, _best_known(problem, known))


def _best_known(problem: Problem, bounds: Sequence[Bound]) -> float | None:
    """The best known aggregate, where some bound is not tight; an optimum is its own best."""
    if all(bound.best_known is None for bound in bounds):
        return None
    reached = [
        bound.value if bound.best_known is None and bound.kind is not BoundKind.BOUND else bound.best_known
        for bound in bounds
    ]
    values = [value for value in reached if value is not None]
    return problem.objective.combine(values) if len(values) == len(bounds) else None


def bounds_by_split(problem: Problem) -> dict[Split, Bound]:
    """The bound of every split that has one and whose data are here."""
    found = {split: split_bound(problem, split) for split in Split}
    return {split: bound for split, bound in found.items() if bound is not None}


def split_bound(problem: Problem, split: Split) -> Bound | None:
    """The bound of a split; ``None`` where there is none or its data are missing."""
    try:
        return combined_bound(problem, problem.workloads(split))
    except DataError:
        return None


def bound_json(bound: Bound | None) -> dict[str, Any] | None:
    """As plain data; ``best_known`` only where it says more than the value."""
    if bound is None:
        return None
    result: dict[str, Any] = {"value": bound.value, "kind": bound.kind.value}
    if bound.best_known is not None:
        result["best_known"] = bound.best_known
    return result
