"""How values of workloads become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import UsageError
from adrs.core.problem import Aggregate, Direction, Objective
from adrs.core.restated import restated
from adrs.testing.tiny import TinyProblem

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20)


def cvar(tail: float, direction: Direction = Direction.MINIMIZE) -> Objective:
    return Objective(name="cost", unit="$", direction=direction, aggregate=Aggregate.CVAR, tail=tail)


def test_cvar_is_the_mean_of_the_worst_share() -> None:
    assert cvar(0.5).combine([1.0, 2.0, 3.0, 4.0]) == pytest.approx(3.5)
    assert cvar(0.5, Direction.MAXIMIZE).combine([1.0, 2.0, 3.0, 4.0]) == pytest.approx(1.5)


def test_a_workload_that_the_share_cuts_through_counts_in_part() -> None:
    # 0.3 of five workloads are one and a half: the worst, and half of the next.
    assert cvar(0.3).combine([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx((5.0 + 0.5 * 4.0) / 1.5)


@given(values=VALUES, tail=st.floats(0.01, 1.0), direction=st.sampled_from(Direction))
def test_cvar_lies_between_the_mean_and_the_worst(
    values: list[float], tail: float, direction: Direction
) -> None:
    found = cvar(tail, direction).combine(values)
    worst = max(values) if direction is Direction.MINIMIZE else min(values)
    mean = sum(values) / len(values)
    low, high = min(mean, worst), max(mean, worst)
    assert low - 1e-6 <= found <= high + 1e-6


@given(values=VALUES)
def test_the_whole_share_is_the_mean(values: list[float]) -> None:
    assert cvar(1.0).combine(values) == pytest.approx(sum(values) / len(values), abs=1e-6)


def test_a_problem_can_be_restated_and_stays_itself_otherwise() -> None:
    problem = TinyProblem()
    other = restated(problem, "cvar:0.5")
    assert (other.objective.aggregate, other.objective.tail) == (Aggregate.CVAR, 0.5)
    assert (other.name, other.seeds) == (problem.name, problem.seeds)
    assert restated(problem, "worst").objective.combine([1.0, 9.0]) == 9.0


@pytest.mark.parametrize("words", ["median", "cvar:0", "cvar:2", "cvar:x", "mean:0.5", ""])
def test_an_aggregate_that_there_is_not_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="there are mean, sum, worst, cvar and cvar:SHARE"):
        restated(TinyProblem(), words)
