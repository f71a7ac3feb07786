"""The k best."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.candidate import Admission
from adrs.core.verdict import Outcome
from adrs.search.elites import TopK
from adrs.testing.trials import make_trial


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 6))
@settings(deadline=None)
def test_it_keeps_the_k_highest_distinct_scores_in_order(scores, k):
    elites = TopK(k)
    for number, score in enumerate(scores):
        admission = elites.add(make_trial(f"c{number}", [float(score)]))
        assert (f"c{number}" in elites) == (admission > Admission.REJECTED)
    assert [t.evaluation.score for t in elites.trials] == sorted(set(scores), reverse=True)[:k]


def test_equal_scores_from_different_workloads_both_stay():
    elites = TopK(2)
    assert elites.add(make_trial("c0", [1.0, 0.0])) is Admission.NEW
    assert elites.add(make_trial("c1", [0.0, 1.0])) is Admission.NEW
    assert elites.best().candidate.id == "c0"
    assert elites.add(make_trial("c2", [0.5, 0.5])) is Admission.REJECTED  # no better than the last
    assert elites.add(make_trial("c3", [0.6, 0.6])) is Admission.IMPROVED
    assert [trial.candidate.id for trial in elites.trials] == ["c3", "c0"]


def test_of_equals_the_shorter_program_takes_the_place_even_of_the_last():
    elites = TopK(1)
    elites.add(make_trial("c0", [1.0], text="x = 1  # long"))
    assert elites.add(make_trial("c1", [1.0], text="x = 1")) is Admission.IMPROVED
    assert elites.add(make_trial("c2", [1.0], text="x = 2")) is Admission.REJECTED
    assert elites.best().candidate.id == "c1"


def test_failures_do_not_enter():
    elites = TopK(3)
    assert elites.add(make_trial("c0", [1.0], outcome=Outcome.TIMED_OUT)) is Admission.REJECTED
    assert elites.best() is None
    assert elites.sample(Random(0)) == ()


def test_a_sample_is_distinct():
    elites = TopK(4)
    for number in range(6):
        elites.add(make_trial(f"c{number}", [float(number)]))
    drawn = elites.sample(Random(1), 9)
    assert sorted(trial.candidate.id for trial in drawn) == ["c2", "c3", "c4", "c5"]


def test_fewer_than_one_is_refused():
    with pytest.raises(ValueError, match="top 0"):
        TopK(0)
