"""What is odd about a claimed score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.run.doubts import doubts
from adrs.run.finale import NAIVE
from adrs.run.state import Point, Ranked, RunState

HONEST = {"combined_score": 0.5, "accuracy": 0.5}


def evaluation(*values: float, metrics: Mapping[str, float] = HONEST) -> Evaluation:
    return Evaluation(
        verdicts=tuple(
            Verdict(workload=str(n), outcome=Outcome.VALID, value=v, metrics=metrics)
            for n, v in enumerate(values)
        )
    )


def said(
    again: Evaluation | None, *, value: float = 0.6, curve: Sequence[float] = (0.5, 0.6)
) -> tuple[str, ...]:
    state = RunState("r")
    state.assessed[(NAIVE, "train")] = evaluation(0.5)
    if again is not None:
        state.assessed[("c1", "validation")] = again
    state.curve.extend(
        Point(evaluations=n, seconds=0.0, score=v, value=v, candidate=f"c{n}") for n, v in enumerate(curve)
    )
    best = Ranked(candidate="c1", program="", syntax="", score=value, value=value, origin="genetic:keys")
    return doubts(state, best)


def test_nothing_is_odd_about_a_claim_that_repeats() -> None:
    assert said(evaluation(0.6, 0.6)) == ()


def test_a_claim_that_does_not_repeat_is_luck() -> None:
    (doubt,) = said(evaluation(0.6, 0.4))
    assert "0.4 to 0.6 instead of 0.6" in doubt


def test_a_repetition_that_fails_is_told() -> None:
    failed = Verdict(workload="0", outcome=Outcome.CRASHED, feedback="KeyError")
    (doubt,) = said(replace(evaluation(0.6), verdicts=(failed,)))[:1]
    assert doubt == "evaluated again it is CRASHED: KeyError"


def test_a_leap_is_worth_a_look() -> None:
    (doubt,) = said(evaluation(0.6), curve=(0.01, 0.02, 0.6))
    assert doubt.startswith("c2 multiplied the score by 30")


def test_metrics_that_come_and_go_are_named() -> None:
    (doubt,) = said(evaluation(0.6, metrics={"combined_score": 0.6, "bonus": 1.0}))
    assert "bonus new; accuracy missing" in doubt


def test_a_share_above_one_is_none() -> None:
    (doubt,) = said(evaluation(0.6, metrics={"combined_score": 7.0, "accuracy": 1.5}))
    assert doubt == "shares outside 0 to 1: accuracy 1.5"


@pytest.mark.parametrize("again", [None])
def test_before_the_end_there_is_nothing_to_compare(again: Evaluation | None) -> None:
    assert said(again) == ()
