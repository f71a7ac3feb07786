"""What a trial is worth to its arm."""

from __future__ import annotations

import pytest

from adrs.search.credit import Credit


def reward(credit, score, *, w0=0.0, parent=0.0):
    return credit.reward(
        score=score, scores={"w0": w0, "w1": 0.0}, best=1.0, heights={"w0": 0.5, "w1": 0.5}, parent=parent
    )


def test_a_record_pays_more_than_a_workload_record_and_that_more_than_beating_the_parent():
    credit = Credit()
    record, ahead, better = reward(credit, 1.1), reward(credit, 0.9, w0=0.6), reward(credit, 0.4, parent=0.3)
    assert 1.0 > record > ahead > better > 0.0


@pytest.mark.parametrize("score", [None, 0.3, 0.2])
def test_failures_and_steps_back_pay_nothing(score):
    assert reward(Credit(), score, parent=0.3) == 0.0


def test_gains_are_measured_against_recent_gains():
    credit = Credit()
    assert reward(credit, 2.0) == pytest.approx(0.4)
    assert reward(credit, 1.001) < 0.11  # a thousandth of the gain before
    for _ in range(100):
        last = reward(credit, 1.001)
    assert last == pytest.approx(0.4, abs=0.01)  # by now an ordinary gain


def test_many_small_records_do_not_outdo_a_few_large_ones():
    credit = Credit()
    small = large = 0.0
    for _ in range(50):
        large += reward(credit, 1.3)
        small += sum(reward(credit, 1.02) for _ in range(3))
    assert large > small


def test_rewards_stay_within_bounds_for_any_gain():
    credit = Credit()
    for score in (1.0 + 1e-15, 1.0 + 1e-12, 9e299, 2.0, 9e299, 1.5):
        assert 0.0 <= reward(credit, score) <= 1.0
        assert 0.0 <= reward(credit, 0.9, w0=score) <= 1.0
    assert reward(credit, 0.9, w0=float("inf"), parent=0.9) == 0.0
