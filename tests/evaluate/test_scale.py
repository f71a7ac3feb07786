"""Scores between the naive seed and the human state of the art."""

import pytest

from adrs.core.problem import Aggregate, Direction, Objective
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.evaluate.scale import Scale

COST = Objective(name="cost", unit="s", direction=Direction.MINIMIZE, aggregate=Aggregate.SUM)
RATE = Objective(name="rate", unit="1/s", direction=Direction.MAXIMIZE)


def evaluation(**values: float | None) -> Evaluation:
    verdicts = tuple(
        Verdict(workload=w, outcome=Outcome.CRASHED if v is None else Outcome.VALID, value=v)
        for w, v in values.items()
    )
    return Evaluation(verdicts=verdicts)


@pytest.mark.parametrize(("value", "score"), [(10.0, 0.0), (6.0, 1.0), (8.0, 0.5), (2.0, 2.0), (12.0, -0.5)])
def test_lower_is_better_when_minimising(value: float, score: float) -> None:
    assert Scale.between(COST, evaluation(a=10.0), evaluation(a=6.0)).normalise("a", value) == score


@pytest.mark.parametrize(("value", "score"), [(2.0, 0.0), (4.0, 1.0), (5.0, 1.5)])
def test_higher_is_better_when_maximising(value: float, score: float) -> None:
    assert Scale.between(RATE, evaluation(a=2.0), evaluation(a=4.0)).normalise("a", value) == score


@pytest.mark.parametrize("human", [10.0, 11.0, None])
def test_a_human_who_does_not_beat_naive_spans_no_scale(human: float | None) -> None:
    assert Scale.between(COST, evaluation(a=10.0), evaluation(a=human)).normalise("a", 5.0) is None


def test_the_aggregate_is_placed_between_the_aggregates() -> None:
    scale = Scale.between(COST, evaluation(a=10.0, b=100.0), evaluation(a=6.0, b=50.0))
    assert scale.aggregate(evaluation(a=8.0, b=48.0).verdicts) == (56.0, 1.0)


def test_one_failure_leaves_no_value() -> None:
    scale = Scale.between(COST, evaluation(a=10.0, b=1.0), evaluation(a=6.0, b=1.0))
    assert scale.aggregate(evaluation(a=8.0, b=None).verdicts) == (None, None)
    assert scale.aggregate([]) == (None, None)


def test_without_anchors_the_score_still_compares() -> None:
    low, high = (Scale(COST, {}).aggregate(evaluation(a=v).verdicts)[1] for v in (3.0, 5.0))
    assert low is not None
    assert high is not None
    assert low > high
