from __future__ import annotations

from pathlib import Path

import pytest

from adrs.core.problem import BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling.bound import bound_of, table
from adrs.problems.txn_scheduling.judge import judge
from adrs.problems.txn_scheduling.lower import lower_bound
from adrs.problems.txn_scheduling.rules import parse
from adrs.problems.txn_scheduling.workloads import published, synthetic

SLOW = [
    pytest.param(w, id=w.id, marks=pytest.mark.slow)
    for split in (Split.VALIDATION, Split.TEST)
    for w in synthetic(split)
]
SYNTHETIC = [w for split in (Split.TRAIN, Split.VALIDATION, Split.TEST) for w in synthetic(split)]


@pytest.mark.parametrize("workload", SYNTHETIC, ids=lambda w: w.id)
def test_the_best_known_makespan_is_proven_by_an_order(workload: Workload) -> None:
    entry = table()[workload.digest]
    assert judge(workload, {"order": entry["order"]}).value == entry["best_known"]


@pytest.mark.parametrize("workload", [*synthetic(Split.TRAIN), *SLOW], ids=lambda w: w.id)
def test_the_lower_bound_is_what_the_relaxations_give(workload: Workload) -> None:
    bound = bound_of(workload)
    assert bound is not None
    assert bound.value == lower_bound(parse(tuple(workload.inputs["txns"])))
    assert bound.best_known is not None
    assert (bound.kind is BoundKind.OPTIMAL) == (bound.best_known == bound.value)
    assert bound.value <= bound.best_known


def test_the_published_batches_have_their_limits(data: Path) -> None:
    bounds = [bound_of(workload) for workload in published(data)]
    assert [b and b.best_known for b in bounds] == [148, 33, 28]
    assert [b and b.kind for b in bounds] == [BoundKind.BOUND, BoundKind.OPTIMAL, BoundKind.BOUND]


def test_a_batch_of_somebody_else_has_none() -> None:
    assert bound_of(Workload("mine", Split.TRAIN, {"txns": ["w-1"]})) is None
