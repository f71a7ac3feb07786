from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from adrs.core.problem import Aggregate, Bound, BoundKind, Direction, Objective, Problem
from adrs.core.workload import Split, Workload
from adrs.run.bounds import bound_json, combined_bound


@dataclass
class Bounded:
    """Just enough of a problem: an objective, and bounds in the workloads' own inputs."""

    objective: Objective

    def bound(self, workload: Workload) -> Bound | None:
        found = workload.inputs["bound"]
        return None if found is None else Bound(found[0], BoundKind(found[1]), found[2])


def combined(bounds: Sequence[tuple[Any, ...] | None], aggregate: Aggregate = Aggregate.MEAN) -> Bound | None:
    """The combined bound of workloads with these bounds."""
    problem = Bounded(Objective(name="x", unit="s", direction=Direction.MINIMIZE, aggregate=aggregate))
    workloads = [Workload(str(i), Split.TRAIN, {"bound": b}) for i, b in enumerate(bounds)]
    return combined_bound(cast(Problem, problem), workloads)


def test_bounds_are_aggregated_as_values_are() -> None:
    pair = [(1.0, "optimal", None), (4.0, "optimal", None)]
    assert combined(pair) == Bound(2.5, BoundKind.OPTIMAL)
    assert combined(pair, Aggregate.SUM) == Bound(5.0, BoundKind.OPTIMAL)
    assert combined(pair, Aggregate.WORST) == Bound(4.0, BoundKind.OPTIMAL)


def test_the_weakest_kind_names_the_whole() -> None:
    assert combined([(1.0, "optimal", None), (1.0, "bound", None)]) == Bound(1.0, BoundKind.BOUND)
    mixed = combined([(1.0, "best_known", None), (1.0, "bound", None)])
    assert mixed is not None
    assert mixed.kind is BoundKind.BEST_KNOWN


def test_one_missing_bound_leaves_none() -> None:
    assert combined([(1.0, "optimal", None), None]) is None
    assert combined([]) is None


def test_best_known_values_are_combined_with_optima() -> None:
    both = combined([(1.0, "optimal", None), (2.0, "bound", 4.0)])
    assert both == Bound(1.5, BoundKind.BOUND, 2.5)
    assert bound_json(both) == {"value": 1.5, "kind": "bound", "best_known": 2.5}


def test_a_loose_bound_without_a_known_answer_leaves_best_known_open() -> None:
    assert combined([(1.0, "bound", None), (2.0, "bound", 4.0)]) == Bound(1.5, BoundKind.BOUND)
