"""Genetic programming alone: its arms, its tournaments, its population."""

from __future__ import annotations

from collections import Counter

import pytest

from adrs.core.candidate import Admission, Arm
from adrs.core.errors import UsageError
from adrs.search.genetic_only import GeneticOnly
from adrs.testing.trials import make_child, make_trial

ARMS = (
    Arm("genetic", "expressions"),
    Arm("llm", "edit"),
    Arm("genetic", "recombine"),
    Arm("tuner", "constants"),
)


def population(size=4, **options):
    strategy = GeneticOnly(ARMS, seed=0, **options)
    for number in range(size):
        strategy.tell(make_trial(f"s{number}", [0.1 * number]))
    return strategy


def test_only_the_genetic_proposers_arms_are_used():
    strategy = population()
    assert {strategy.ask().arm for _ in range(100)} == {ARMS[0], ARMS[2]}


def test_without_them_it_says_what_to_do():
    with pytest.raises(UsageError, match="no arm of the genetic proposer; use `--proposer genetic`"):
        GeneticOnly((Arm("llm", "edit"),), seed=0)


def test_parents_win_tournaments():
    strategy = population(tournament=2)
    drawn = Counter(strategy.ask().parent.candidate.id for _ in range(6000))
    # Two of four without repetition: the n-th best wins 3, 2, 1 and 0 of the 6 pairs.
    shares = [drawn[f"s{number}"] / 6000 for number in (3, 2, 1, 0)]
    assert shares == pytest.approx([3 / 6, 2 / 6, 1 / 6, 0.0], abs=0.03)


def test_a_tournament_of_one_is_no_selection():
    strategy = population(tournament=1)
    assert {strategy.ask().parent.candidate.id for _ in range(100)} == {"s0", "s1", "s2", "s3"}


def test_children_compete_with_their_parents_for_a_place():
    strategy = population(population=4)
    brief = strategy.ask()
    assert strategy.tell(make_child(brief, [-0.5]), brief.arm) is Admission.REJECTED
    brief = strategy.ask()
    assert strategy.tell(make_child(brief, [0.9]), brief.arm) is Admission.IMPROVED
    assert "s0" not in {strategy.ask().parent.candidate.id for _ in range(200)}


def test_partners_are_shown_and_are_not_the_parent():
    strategy = population()
    briefs = [strategy.ask() for _ in range(50)]
    assert all(brief.parent not in brief.inspirations for brief in briefs)
    assert any(brief.inspirations for brief in briefs)
