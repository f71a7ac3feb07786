"""How differently programs fare."""

from __future__ import annotations

from adrs.search.behaviour import distance, farthest
from adrs.testing.trials import make_trial


def test_distance_is_the_mean_difference_and_no_workload_counts_for_more_than_one():
    one = make_trial("c0", [0.0, 0.5])
    assert distance(one, make_trial("c1", [0.5, 0.5])) == 0.25
    assert distance(one, make_trial("c2", [90.0, 0.5])) == 0.5
    assert distance(one, one) == 0.0


def test_only_workloads_that_both_have_are_compared():
    assert distance(make_trial("c0", {"a": 0.1, "b": 0.2}), make_trial("c1", {"b": 0.4, "c": 9.0})) == 0.2
    assert distance(make_trial("c0", {"a": 0.25}), make_trial("c1", {"b": 0.75})) == 0.5


def test_the_most_unlike_come_first_and_never_the_trial_itself():
    trials = [make_trial(f"c{n}", [0.1 * n, 0.0]) for n in range(5)]
    assert [t.candidate.id for t in farthest(trials[0], trials, 2)] == ["c4", "c3"]
    assert len(farthest(trials[0], trials, 9)) == 4
