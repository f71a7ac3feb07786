from __future__ import annotations

import pytest

from adrs.core.problem import Bound, BoundKind, Direction, Objective
from adrs.core.workload import Split, Workload
from adrs.run.bounds import split_bound
from adrs.study.yardstick import yardstick, yardsticks
from adrs.testing.tiny import TinyProblem


class Throughput(TinyProblem):
    """More is better, and the limit is only the best known."""

    objective = Objective(name="throughput", unit="1/s", direction=Direction.MAXIMIZE)

    def bound(self, workload: Workload) -> Bound | None:
        return Bound(10.0, BoundKind.BEST_KNOWN)


class Boundless(TinyProblem):
    def bound(self, workload: Workload) -> Bound | None:
        return None


def test_zero_is_the_bound_and_one_is_human() -> None:
    limit = split_bound(TinyProblem(), Split.TEST)
    assert limit is not None
    scale = yardstick(TinyProblem(), Split.TEST, human=limit.value + 50, naive=limit.value + 200)
    assert scale is not None
    assert (scale.kind, scale.anchor) == (BoundKind.OPTIMAL, "human")
    assert [scale.gap(limit.value + more) for more in (0, 50, 25, 100)] == [0, 1, 0.5, 2]
    assert scale.fallback == 4.0


def test_where_human_is_at_the_limit_one_is_the_naive_seed() -> None:
    limit = split_bound(TinyProblem(), Split.TEST)
    assert limit is not None
    scale = yardstick(TinyProblem(), Split.TEST, human=limit.value, naive=limit.value + 200)
    assert scale is not None
    assert scale.anchor == "naive"
    assert scale.fallback == 1.0


def test_where_more_is_better_less_gap_still_is() -> None:
    scale = yardstick(Throughput(), Split.TEST, human=6.0, naive=2.0)
    assert scale is not None
    assert (scale.gap(8.0), scale.gap(12.0), scale.fallback) == (0.5, -0.5, 2.0)
    assert scale.kind is BoundKind.BEST_KNOWN


@pytest.mark.parametrize(("human", "naive"), [(10.0, 10.0), (None, None), (11.0, None)])
def test_no_scale_without_a_reference_apart_from_the_limit(human: float | None, naive: float | None) -> None:
    assert yardstick(Throughput(), Split.TEST, human=human, naive=naive) is None


def test_no_scale_without_a_bound() -> None:
    assert yardsticks(Boundless(), {Split.TEST: 1.0}, {Split.TEST: 2.0}) == {}
