"""GEPA's frontier: who is on it, who is pruned, and who is drawn how often."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.candidate import Admission
from adrs.core.verdict import Outcome
from adrs.search.frontier import Frontier
from adrs.testing.trials import make_trial

ROWS = st.lists(st.tuples(*[st.integers(0, 3).map(lambda n: n / 4)] * 4), min_size=1, max_size=30)


def filled(rows):
    frontier = Frontier()
    for number, row in enumerate(rows):
        frontier.add(make_trial(f"c{number}", row))
    return frontier


def names(frontier):
    return {trial.candidate.id for trial in frontier.trials}


def test_whoever_is_best_on_some_workload_is_on_it_and_nobody_else():
    frontier = filled([(0.9, 0.1, 0.1), (0.1, 0.9, 0.1), (0.8, 0.8, 0.8)])
    assert names(frontier) == {"c0", "c1", "c2"}
    assert frontier.add(make_trial("c3", [0.89, 0.89, 0.79])) is Admission.REJECTED


def test_a_candidate_whose_workloads_another_holds_too_is_pruned():
    # The paper's example (section 3): one is best on the first task only, the other there and on the second.
    frontier = filled([(1.0, 0.2)])
    assert frontier.add(make_trial("c1", [1.0, 0.6])) is Admission.IMPROVED
    assert names(frontier) == {"c1"}


def test_several_together_can_make_one_superfluous():
    frontier = filled([(1.0, 1.0, 0.0), (1.0, 0.5, 0.9), (0.0, 1.0, 1.0)])
    assert frontier.frequencies() == {"c1": 1, "c2": 2} or "c0" in frontier
    # The lowest score goes first: c0 (2.0 in sum) is covered by c1 and c2.
    assert names(frontier) == {"c1", "c2"}


@given(ROWS)
@settings(deadline=None)
def test_every_workload_is_held_at_its_best_and_every_member_is_needed(rows):
    frontier = filled(rows)
    tops = [max(column) for column in zip(*rows, strict=True)]
    held = {t.candidate.id: t.evaluation.scores for t in frontier.trials}
    for workload, top in enumerate(tops):
        assert max(scores[f"w{workload}"] for scores in held.values()) == top
    for name in held:
        others = [scores for other, scores in held.items() if other != name]
        alone = [w for w, top in enumerate(tops) if all(s[f"w{w}"] < top for s in others)]
        assert alone, "a member that nobody needs"
    assert len(frontier) <= len(tops)


@given(ROWS)
@settings(deadline=None)
def test_the_answer_agrees_with_membership(rows):
    frontier = Frontier()
    for number, row in enumerate(rows):
        admission = frontier.add(make_trial(f"c{number}", row))
        assert (admission > Admission.REJECTED) == (f"c{number}" in frontier)


def test_parents_are_drawn_as_often_as_they_hold_workloads():
    frontier = filled([(1.0, 1.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0)])
    assert frontier.frequencies() == {"c0": 3, "c1": 1}
    rng = Random(0)
    drawn = [frontier.sample(rng)[0].candidate.id for _ in range(4000)]
    assert drawn.count("c0") / 4000 == pytest.approx(0.75, abs=0.03)


def test_of_equals_the_shorter_stays():
    frontier = Frontier()
    frontier.add(make_trial("c0", [0.5, 0.5], text="x = 1  # long\n"))
    assert frontier.add(make_trial("c1", [0.5, 0.5], text="x = 1\n")) is Admission.IMPROVED
    assert frontier.add(make_trial("c2", [0.5, 0.5], text="x = 1  # longer still\n")) is Admission.REJECTED
    assert names(frontier) == {"c1"}


def test_what_is_not_valid_everywhere_does_not_enter():
    frontier = Frontier()
    assert frontier.add(make_trial("c0", [9.0, 9.0], outcome=Outcome.CRASHED)) is Admission.REJECTED
    assert frontier.add(make_trial("c1", [9.0, 9.0], complete=False)) is Admission.REJECTED
    assert frontier.sample(Random(0)) == ()
