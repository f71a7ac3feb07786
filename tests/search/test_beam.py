"""Beam: at most k programs, expanded level by level, without waiting."""

from __future__ import annotations

from collections import Counter

from adrs.core.candidate import Admission, Arm
from adrs.search.beam import Beam
from adrs.testing.trials import make_child, make_trial

ARMS = (Arm("llm", "edit"), Arm("llm", "rewrite"))


def beam(seeds=3, **options):
    strategy = Beam(ARMS, seed=0, **options)
    for number in range(seeds):
        strategy.tell(make_trial(f"s{number}", [0.1 * (number + 1)]))
    return strategy


def parents(strategy, n):
    return [strategy.ask().parent.candidate.id for _ in range(n)]


def test_only_the_width_best_are_expanded():
    strategy = beam(seeds=8, width=3, branching=2)
    assert set(parents(strategy, 60)) == {"s5", "s6", "s7"}


def test_each_member_gets_its_branches_before_any_gets_more_and_the_best_comes_first():
    strategy = beam(width=3, branching=2)
    assert parents(strategy, 6) == ["s2", "s2", "s1", "s1", "s0", "s0"]
    assert Counter(parents(strategy, 6)) == {"s2": 2, "s1": 2, "s0": 2}


def test_a_level_is_finished_before_the_next_one_begins():
    strategy = beam(width=5, branching=2)
    child = strategy.ask()
    strategy.tell(make_child(child, [0.9]), child.arm)  # the best of all, one level down
    assert parents(strategy, 5) == ["s2", "s1", "s1", "s0", "s0"]
    assert parents(strategy, 2) == ["c0", "c0"]


def test_a_child_takes_the_place_of_a_worse_member_at_once():
    strategy = beam(width=3, branching=2)
    child = strategy.ask()
    assert strategy.tell(make_child(child, [0.9]), child.arm) is Admission.IMPROVED
    assert "s0" not in parents(strategy, 30)


def test_a_worse_child_does_not_enter_a_full_beam():
    strategy = beam(width=3)
    child = strategy.ask()
    assert strategy.tell(make_child(child, [0.05]), child.arm) is Admission.REJECTED


def test_it_never_waits_for_what_is_out():
    strategy = beam(seeds=1, width=2, branching=2)
    assert parents(strategy, 10) == ["s0"] * 10


def test_a_parent_that_nothing_can_be_made_of_does_not_hold_up_the_level():
    strategy = beam(width=3, branching=2)
    for _ in range(2):
        strategy.fail(strategy.ask(), "no place for this operator")
    assert strategy.ask().parent.candidate.id == "s1"
