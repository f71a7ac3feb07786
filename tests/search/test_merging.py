"""When GEPA merges: due after a success, a budget of accepted merges, no pair twice by one ancestor."""

from __future__ import annotations

from random import Random

from adrs.search.frontier import Frontier
from adrs.search.lineage import Lineage
from adrs.search.merging import Merging, subsample
from adrs.testing.trials import make_trial

TEXT = "def first():\n    return {}\n\ndef second():\n    return {}\n"


def world(most=5):
    """A seed and two children that were each changed in another function; both on the frontier."""
    frontier, lineage = Frontier(), Lineage()
    lineage.add(make_trial("s0", [0.1, 0.1], text=TEXT.format(1, 1)))
    for name, scores, places in (("c0", [0.9, 0.2], (2, 1)), ("c1", [0.2, 0.8], (1, 2))):
        trial = make_trial(name, scores, parents=("s0",), text=TEXT.format(*places))
        frontier.add(trial)
        lineage.add(trial)
    return frontier, Merging(most, lineage)


def ids(pair):
    return None if pair is None else tuple(trial.candidate.id for trial in pair)


def test_a_merge_is_tried_after_an_accepted_mutation_and_the_better_is_the_parent():
    frontier, merging = world()
    assert merging.next(frontier, Random(0)) is None
    merging.mutated()
    assert ids(merging.next(frontier, Random(0))) == ("c0", "c1")


def test_a_pair_is_not_merged_twice_by_the_same_ancestor():
    frontier, merging = world()
    merging.mutated()
    assert merging.next(frontier, Random(0)) is not None
    merging.mutated()
    assert merging.next(frontier, Random(0)) is None


def test_only_accepted_merges_use_up_the_budget():
    _, merging = world(most=2)
    merging.mutated()
    assert merging.left == 2
    merging.merged()
    merging.merged()
    assert merging.left == 0


def test_with_the_budget_spent_there_are_no_more_merges():
    frontier, merging = world(most=0)
    merging.mutated()
    assert merging.next(frontier, Random(0)) is None


def test_one_success_allows_one_try():
    frontier, merging = world()
    merging.mutated()
    merging.next(frontier, Random(0))
    assert merging.next(frontier, Random(0)) is None


def test_the_subsample_has_a_third_of_each_kind():
    first = make_trial("c0", [0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.5, 0.5, 0.5])
    second = make_trial("c1", [0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5])
    chosen = subsample(first, second, 6, Random(0))
    kinds = [int(name[1:]) // 3 for name in chosen]
    assert sorted(kinds) == [0, 0, 1, 1, 2, 2]
    assert len(set(chosen)) == 6


def test_the_subsample_is_filled_up_from_what_there_is():
    first, second = make_trial("c0", [0.9, 0.8, 0.7]), make_trial("c1", [0.1, 0.1, 0.1])
    assert sorted(subsample(first, second, 5, Random(0))) == ["w0", "w1", "w2"]
