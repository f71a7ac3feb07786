"""LEVI: a diverse beginning, cells over syntax and behaviour, and who writes what."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest

from adrs.core.candidate import Admission, Arm
from adrs.core.program import Program
from adrs.core.verdict import Outcome
from adrs.search.code_counts import code_counts
from adrs.search.cvt import CVTArchive, centroids, nearest
from adrs.search.levi import Levi
from adrs.search.ranking import Member
from adrs.testing.trials import make_child, make_trial

SMALL, FRONTIER = Arm("small", "edit"), Arm("frontier", "edit")
LOOPS = (
    "def f(a):\n    for x in a:\n        while x:\n            x = x - 1 + 2\n    return a if a else None\n"
)


def started(*, seeds=1, **options):
    strategy = Levi((SMALL, FRONTIER), seed=0, **{"strong": ("frontier",), **options})
    for number in range(seeds):
        strategy.tell(make_trial(f"s{number}", [0.1 * number, 0.5]))
    return strategy


def answered(strategy, count, *, rng=None, valid=True):
    """Ask and answer so many briefs one after the other; the briefs."""
    rng, briefs = rng or Random(0), []
    for _ in range(count):
        brief = strategy.ask()
        briefs.append(brief)
        outcome = Outcome.VALID if valid else Outcome.CRASHED
        strategy.tell(make_child(brief, [rng.random(), rng.random()], outcome=outcome), brief.arm)
    return briefs


def member(name, score, order=0):
    return Member(name, make_trial(name, [score]), score, order)


def test_strong_arms_open_and_cheap_ones_write_variants_of_all_starting_points():
    strategy = started(diverse_seeds=3, variants=4)
    briefs = answered(strategy, 2 + 3 * 4)
    assert [brief.arm for brief in briefs[:2]] == [FRONTIER, FRONTIER]
    assert {brief.arm for brief in briefs[2:]} == {SMALL}
    assert Counter(brief.parent.candidate.id for brief in briefs[2:]) == {"s0": 4, "c0": 4, "c1": 4}
    assert strategy.initialising
    answered(strategy, 1)
    assert not strategy.initialising


def test_the_problems_own_seeds_count_as_starting_points():
    briefs = answered(started(seeds=6, diverse_seeds=4, variants=2), 8)
    assert {brief.arm for brief in briefs} == {SMALL}
    assert Counter(brief.parent.candidate.id for brief in briefs) == {f"s{n}": 2 for n in (5, 4, 3, 2)}


def test_a_starting_point_that_fails_has_no_variants():
    strategy = started(diverse_seeds=2, variants=3)
    briefs = answered(strategy, 1 + 3, valid=False)
    assert Counter(brief.parent.candidate.id for brief in briefs) == {"s0": 4}


def test_after_the_opening_cheap_arms_refine_and_strong_ones_shift_the_paradigm():
    strategy = started(diverse_seeds=2, variants=5, interval=10, shift_variants=3)
    answered(strategy, 1 + 10)
    briefs = answered(strategy, 100)
    shifts = [at for at, brief in enumerate(briefs) if brief.arm == FRONTIER]
    assert shifts == list(range(10, 100, 10))
    for at in shifts:
        assert {brief.parent.candidate.id for brief in briefs[at + 1 : at + 4]} == {f"c{briefs[at].id}"}


def test_a_failed_shift_has_no_variants_and_shifts_can_be_off():
    strategy = started(seeds=3, diverse_seeds=3, variants=2)
    answered(strategy, 6)
    for brief in answered(strategy, 60, valid=False):
        assert brief.parent.candidate.id in {"s0", "s1", "s2", *(f"c{number}" for number in range(6))}
    quiet = started(seeds=3, diverse_seeds=3, variants=2, interval=0)
    assert {brief.arm for brief in answered(quiet, 80)} == {SMALL}


def test_a_shift_starts_from_the_best_and_is_shown_the_best_of_other_regions():
    strategy = started(seeds=4, variants=5, regions=3)
    answered(strategy, 20 + 10)
    best = strategy.best()
    brief = strategy.ask()
    assert brief.arm == FRONTIER
    assert brief.parent is best
    assert len(brief.inspirations) == 2


def test_parents_are_drawn_by_a_softmax_over_scores_from_0_to_1():
    strategy = Levi((SMALL,), seed=0, diverse_seeds=1, variants=0, interval=0, temperatures=(0.3,))
    for number in range(3):
        strategy.tell(make_trial(f"s{number}", [100.0 * number]))
    drawn = Counter(strategy.ask().parent.candidate.id for _ in range(6000))
    weights = np.exp((np.array([0.0, 0.5, 1.0]) - 1.0) / 0.3)
    for number, weight in enumerate(weights / weights.sum()):
        assert drawn[f"s{number}"] / 6000 == pytest.approx(weight, abs=0.02)


def test_arms_are_strong_by_proposer_operator_or_full_name_and_all_are_both_if_none_is():
    arms = (Arm("a", "edit"), Arm("a", "paradigm"), Arm("b", "edit"))
    for strong, expected in (("b", arms[2:]), ("paradigm", arms[1:2]), ("a:edit", arms[:1])):
        strategy = Levi(arms, seed=0, strong=strong, diverse_seeds=9, variants=0)
        strategy.tell(make_trial("s0", [0.5]))
        assert {strategy.ask().arm for _ in range(8)} == set(expected)
    alone = Levi(arms, seed=0, strong=(), diverse_seeds=99, variants=0)
    alone.tell(make_trial("s0", [0.5]))
    assert {alone.ask().arm for _ in range(90)} == set(arms)


def test_programs_of_another_kind_or_behaviour_live_in_cells_of_their_own():
    strategy = Levi((SMALL,), seed=0, diverse_seeds=1, variants=0, interval=0)
    told = [("s0", [0.9, 0.1], "x = 1\n"), ("s1", [0.1, 0.9], "x = 1\n"), ("s2", [0.5, 0.5], LOOPS)]
    for name, scores, text in told:
        strategy.tell(make_trial(name, scores, text=text))
    strategy.ask()
    assert strategy.tell(make_trial("c7", [0.95, 0.1], text="x = 2\n"), SMALL) is Admission.IMPROVED
    assert strategy.tell(make_trial("c8", [0.4, 0.5], text=LOOPS), SMALL) is Admission.REJECTED
    drawn = {strategy.ask().parent.candidate.id for _ in range(200)}
    assert drawn == {"c7", "s1", "s2"}


def test_syntax_is_counted():
    assert code_counts(Program.from_text(LOOPS)) == (2.0, 1.0, 2.0, 2.0)
    assert code_counts(Program.from_text("(((")) == (0.0, 0.0, 0.0, 0.0)
    deep = "x = " + "-" * 40 + "1\n"
    assert code_counts(Program.from_text(deep))[2] == 40.0


def test_centroids_sit_in_the_middle_of_clusters():
    rng = np.random.default_rng(0)
    clouds = np.concatenate([rng.normal(middle, 0.01, size=(30, 2)) for middle in (0.0, 1.0, 5.0)])
    found = centroids(clouds, 3, Random(1))
    assert sorted(np.round(found.mean(axis=1), 1).tolist()) == [0.0, 1.0, 5.0]
    assert len(set(nearest(clouds, found)[:30].tolist())) == 1


def test_there_are_never_more_centroids_than_distinct_points():
    assert len(centroids(np.zeros((20, 3)), 5, Random(0))) == 1


def test_an_archive_keeps_the_best_of_each_cell():
    archive = CVTArchive(np.array([[0.0, 0.0], [10.0, 10.0]]), cells=5, rng=Random(0))
    assert archive.add(member("a", 0.5), [0.0, 1.0]) is Admission.NEW
    assert archive.add(member("b", 0.4), [1.0, 0.0]) is Admission.REJECTED
    assert archive.add(member("c", 0.6), [1.0, 1.0]) is Admission.IMPROVED
    assert archive.add(member("d", 0.1), [9.0, 12.0]) is Admission.NEW
    assert [elite.id for elite in archive.elites] == ["c", "d"]
    assert [elite.id for elite in archive.regions(2, Random(0))] == ["c", "d"]
    assert [elite.id for elite in archive.regions(1, Random(0))] == ["c"]


@pytest.mark.parametrize("wrong", [{"cells": 0}, {"temperatures": ()}, {"temperatures": (0.0,)}])
def test_impossible_options_are_refused(wrong):
    with pytest.raises(ValueError, match="not positive"):
        Levi((SMALL,), seed=0, **wrong)
