from __future__ import annotations

import pytest

from adrs.core.problem import Aggregate, Direction, Objective
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.evaluate.scale import Scale


def evaluation(*values: float) -> Evaluation:
    """A valid evaluation on workloads ``0``, ``1``, …"""
    verdicts = [Verdict(workload=str(i), outcome=Outcome.VALID, value=v) for i, v in enumerate(values)]
    return Evaluation(verdicts=tuple(verdicts), value=sum(values) / len(values))


def scale(naive: Evaluation, human: Evaluation, direction: Direction = Direction.MINIMIZE) -> Scale:
    """The scale between two evaluations."""
    objective = Objective(name="x", unit="s", direction=direction, aggregate=Aggregate.MEAN)
    return Scale.between(objective, naive, human)


@pytest.mark.parametrize("direction", Direction)
def test_naive_is_zero_and_a_better_human_is_one(direction: Direction) -> None:
    ends = (10.0, 4.0) if direction is Direction.MINIMIZE else (4.0, 10.0)
    placed = scale(evaluation(ends[0]), evaluation(ends[1]), direction)
    assert placed.normalise("0", ends[0]) == 0.0
    assert placed.normalise("0", ends[1]) == 1.0
    assert placed.normalise("0", 7.0) == 0.5


@pytest.mark.parametrize("direction", Direction)
def test_more_is_better_also_where_human_loses_to_naive(direction: Direction) -> None:
    worse, better = (9.0, 2.0) if direction is Direction.MINIMIZE else (2.0, 9.0)
    for naive, human in ((4.0, 5.0), (5.0, 4.0)):
        placed = scale(evaluation(naive), evaluation(human), direction)
        bad, good = placed.normalise("0", worse), placed.normalise("0", better)
        assert bad is not None
        assert good is not None
        assert good > bad
        assert placed.aggregate(evaluation(better).verdicts)[1] == good


def test_a_workload_on_which_both_agree_has_no_scale_but_the_whole_has() -> None:
    placed = scale(evaluation(5.0, 8.0), evaluation(5.0, 6.0))
    assert placed.normalise("0", 4.0) is None
    assert placed.aggregate(evaluation(5.0, 6.0).verdicts) == (5.5, 1.0)


def test_an_invalid_verdict_leaves_no_value() -> None:
    broken = Verdict(workload="1", outcome=Outcome.INVALID)
    placed = scale(evaluation(5.0, 8.0), evaluation(4.0, 6.0))
    assert placed.aggregate([*evaluation(5.0).verdicts, broken]) == (None, None)
