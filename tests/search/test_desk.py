"""Briefs handed out and taken back."""

from __future__ import annotations

import pytest

from adrs.core.candidate import Arm
from adrs.core.verdict import Outcome
from adrs.search.desk import Desk, brief_seed
from adrs.testing.trials import make_child, make_trial

TUNER, WRITER = Arm("tuner", "constants"), Arm("llm", "edit")
PARENT = make_trial("s0", [0.5, 0.5])


def desk(**options):
    return Desk((TUNER, WRITER), seed=3, **options)


def test_seeds_are_fixed_by_run_and_number():
    assert brief_seed(3, 0) == brief_seed(3, 0)
    assert len({brief_seed(run, brief) for run in range(30) for brief in range(30)}) == 900
    assert desk().brief(WRITER, PARENT).seed == brief_seed(3, 0)


def test_only_stateful_arms_see_their_attempts():
    asked = desk()
    for arm in (TUNER, WRITER):
        asked.settle(make_child(asked.brief(arm, PARENT), [0.1, 0.1]), arm)
    assert len(asked.brief(TUNER, PARENT).attempts) == 1
    assert asked.brief(WRITER, PARENT).attempts == ()
    other = desk(stateful=())
    other.settle(make_child(other.brief(TUNER, PARENT), [0.1, 0.1]), TUNER)
    assert other.brief(TUNER, PARENT).attempts == ()


def test_attempts_come_in_the_order_told_and_failures_have_no_score():
    asked = desk()
    first, second = asked.brief(TUNER, PARENT), asked.brief(TUNER, PARENT)
    asked.settle(make_child(second, [0.2, 0.4]), TUNER)
    asked.settle(make_child(first, [0.9, 0.9], outcome=Outcome.CRASHED), TUNER)
    attempts = asked.brief(TUNER, PARENT).attempts
    assert [attempt.candidate.id for attempt in attempts] == ["c1", "c0"]
    assert [attempt.score for attempt in attempts] == [pytest.approx(0.3), None]


def test_a_trial_is_settled_once_and_a_withdrawn_brief_never():
    asked = desk()
    first, second = asked.brief(WRITER, PARENT), asked.brief(WRITER, PARENT)
    out = asked.settle(make_child(first, [0.1, 0.1]), WRITER)
    assert (out.arm, out.parent, out.parent_score) == (WRITER, "s0", 0.5)
    assert asked.settle(make_child(first, [0.1, 0.1]), WRITER) is None
    asked.withdraw(second)
    assert asked.settle(make_child(second, [0.1, 0.1]), WRITER) is None


def test_seeds_and_strangers_were_not_asked_for():
    asked = desk()
    asked.brief(WRITER, PARENT)
    assert asked.settle(make_trial("c0", [0.1, 0.1]), None) is None
    for name in ("s0", "c77", "cx", "c", "person"):
        assert asked.settle(make_trial(name, [0.1, 0.1]), WRITER) is None


def test_a_failed_trial_is_no_parent():
    with pytest.raises(ValueError, match="s9 is no parent"):
        desk().brief(WRITER, make_trial("s9", [0.5], complete=False))


def test_briefs_that_never_come_back_are_forgotten_in_the_end():
    asked = desk()
    first = asked.brief(WRITER, PARENT)
    for _ in range(10_000):
        last = asked.brief(WRITER, PARENT)
    assert asked.settle(make_child(first, [0.1, 0.1]), WRITER) is None
    assert asked.settle(make_child(last, [0.1, 0.1]), WRITER) is not None
