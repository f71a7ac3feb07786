"""GEPA: parents from the frontier, a strict gain on a minibatch, merges of different components."""

from __future__ import annotations

import pytest

from adrs.core.candidate import Admission, Arm
from adrs.search.gepa import Gepa
from adrs.testing.trials import make_child, make_trial

MUTATE, CROSS = Arm("llm", "edit"), Arm("llm", "crossover")
TEXT = "def first():\n    return {}\n\ndef second():\n    return {}\n"


def gepa(arms=(MUTATE, CROSS), **options):
    strategy = Gepa(arms, seed=1, **options)
    strategy.tell(make_trial("s0", [0.5] * 6, text=TEXT.format(1, 1)))
    return strategy


def test_parents_come_from_the_frontier_in_proportion_to_what_they_hold():
    strategy = Gepa((MUTATE,), seed=1)
    strategy.tell(make_trial("s0", [0.9, 0.9, 0.9, 0.0]))
    strategy.tell(make_trial("s1", [0.0, 0.0, 0.0, 0.9]))
    strategy.tell(make_trial("s2", [0.8, 0.8, 0.8, 0.8]))  # the best mean of all, and best nowhere
    parents = [strategy.ask().parent.candidate.id for _ in range(2000)]
    assert parents.count("s0") / 2000 == pytest.approx(0.75, abs=0.04)
    assert parents.count("s1") / 2000 == pytest.approx(0.25, abs=0.04)


def test_a_brief_names_a_random_minibatch_of_the_parents_workloads():
    strategy = gepa()
    gates = [strategy.ask().gate for _ in range(40)]
    assert {len(set(gate)) for gate in gates} == {3}
    assert {name for gate in gates for name in gate} == {f"w{i}" for i in range(6)}


@pytest.mark.parametrize(
    ("gain", "counts"), [(0.01, True), (0.0, False), (-0.01, False)], ids=["better", "equal", "worse"]
)
def test_a_child_counts_only_if_it_beats_its_parent_on_the_minibatch(gain, counts):
    strategy = gepa()
    brief = strategy.ask()
    scores = {f"w{i}": 0.5 + (gain if f"w{i}" in brief.gate else 0.4) for i in range(6)}
    admission = strategy.tell(make_child(brief, scores), brief.arm)
    assert (admission > Admission.REJECTED) == counts


def test_without_a_gate_any_valid_child_may_join():
    strategy = gepa(minibatch=0)
    brief = strategy.ask()
    assert brief.gate == ()
    assert strategy.tell(make_child(brief, [0.4] * 5 + [0.9]), brief.arm) > Admission.REJECTED


def test_mutations_are_shown_their_parent_alone_and_leave_crossover_to_merges():
    strategy = gepa()
    briefs = [strategy.ask() for _ in range(50)]
    assert {brief.arm for brief in briefs} == {MUTATE}
    assert {brief.inspirations for brief in briefs} == {()}


def with_two_specialists(**options):
    strategy = gepa(minibatch=0, **options)
    # Both briefs are out before either is told, so that both start from the seed.
    briefs = [strategy.ask(), strategy.ask()]
    rows = ([0.9, 0.9, 0.9, 0.6, 0.5, 0.5], (2, 1)), ([0.5, 0.5, 0.5, 0.9, 0.9, 0.9], (1, 2))
    for brief, (scores, places) in zip(briefs, rows, strict=True):
        trial = make_trial(f"c{brief.id}", scores, parents=("s0",), text=TEXT.format(*places))
        strategy.tell(trial, brief.arm)
    return strategy


def test_after_a_success_two_that_changed_different_functions_are_merged():
    brief = with_two_specialists().ask()
    assert brief.arm == CROSS
    assert brief.parent.candidate.id == "c0"  # the better mean
    assert [trial.candidate.id for trial in brief.inspirations] == ["c1"]
    assert brief.gate == ()


def test_the_same_pair_is_not_merged_again():
    strategy = with_two_specialists()
    merge = strategy.ask()
    assert strategy.tell(make_child(merge, [0.1] * 6), merge.arm) is Admission.REJECTED
    assert [strategy.ask().arm for _ in range(20)] == [MUTATE] * 20


def test_a_merge_counts_when_it_is_as_good_as_the_better_of_the_two():
    strategy = with_two_specialists()
    merge = strategy.ask()
    assert strategy.tell(make_child(merge, [0.9] * 6), merge.arm) > Admission.REJECTED


def test_there_are_no_merges_without_a_crossover_arm_or_without_a_budget():
    assert with_two_specialists(arms=(MUTATE,)).ask().arm == MUTATE
    assert with_two_specialists(merges=0).ask().arm == MUTATE


def test_where_all_arms_cross_over_they_are_used_with_partners():
    strategy = gepa(arms=(CROSS,), minibatch=0)
    strategy.tell(make_trial("s1", [0.6] + [0.1] * 5))
    briefs = [strategy.ask() for _ in range(20)]
    assert {brief.arm for brief in briefs} == {CROSS}
    assert all(brief.parent not in brief.inspirations for brief in briefs)
    assert any(brief.inspirations for brief in briefs)
