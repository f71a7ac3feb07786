"""AdaEvolve: exploring and exploiting briefs, migration, new islands, breakthroughs."""

from __future__ import annotations

import pytest

from adrs.core.candidate import Admission, Arm
from adrs.search.adaevolve import AdaEvolve
from adrs.search.archipelago import Archipelago
from adrs.testing.trials import make_child, make_trial

EDIT, REWRITE, PARADIGM = Arm("llm", "edit"), Arm("llm", "rewrite"), Arm("llm", "paradigm")
QUIET = {"migration": 0, "most_islands": 0, "breakthroughs": 0}


def seeded(arms=(EDIT, REWRITE, PARADIGM), seeds=8, **options):
    strategy = AdaEvolve(arms, seed=3, **options)
    for number in range(seeds):
        strategy.tell(make_trial(f"s{number}", [0.1 * number, 0.1]))
    return strategy


def stall(strategy, n):
    """``n`` evaluations that improve nothing; the briefs."""
    briefs = []
    for _ in range(n):
        brief = strategy.ask()
        briefs.append(brief)
        strategy.tell(make_child(brief, [-1.0 - brief.id, -1.0]), brief.arm)
    return briefs


def test_an_exploring_search_goes_anywhere_by_structural_arms():
    strategy = seeded(least_exploring=1.0, most_exploring=1.0, **QUIET)
    briefs = [strategy.ask() for _ in range(100)]
    assert {brief.parent.candidate.id for brief in briefs} == {f"s{n}" for n in range(8)}
    assert {brief.arm for brief in briefs} == {REWRITE, PARADIGM}


def test_an_exploiting_search_starts_from_the_best_quarter_by_any_arm():
    strategy = seeded(least_exploring=0.0, most_exploring=0.0, **QUIET)
    briefs = [strategy.ask() for _ in range(100)]
    assert {brief.parent.candidate.id for brief in briefs} == {"s7", "s6"}
    assert {brief.arm for brief in briefs} == {EDIT, REWRITE, PARADIGM}


def test_the_signal_decays_while_nothing_improves():
    strategy = seeded(islands=1, **QUIET)
    brief = strategy.ask()
    strategy.tell(make_child(brief, [2.0, 2.0]), brief.arm)
    (before,) = strategy.signals
    assert before > 0.05
    stall(strategy, 10)
    assert strategy.signals[0] == pytest.approx(before * 0.9**10)


def test_when_all_islands_stall_the_next_briefs_are_for_another_approach():
    strategy = seeded(**{**QUIET, "breakthroughs": 4, "window": 10})
    first = stall(strategy, 10)
    after = stall(strategy, 4)
    assert {brief.arm for brief in after} == {PARADIGM}
    assert {brief.parent.candidate.id for brief in after} == {"s7"}
    assert all(brief.inspirations for brief in after)
    assert {brief.arm for brief in first} != {PARADIGM}
    assert {brief.arm for brief in stall(strategy, 6)} != {PARADIGM}


def test_without_a_paradigm_arm_a_breakthrough_is_left_to_structural_ones():
    strategy = seeded(arms=(EDIT, REWRITE), **{**QUIET, "breakthroughs": 6, "window": 5})
    stall(strategy, 5)
    assert {brief.arm for brief in stall(strategy, 5)} == {REWRITE}


def test_there_is_no_breakthrough_while_some_island_improves():
    strategy = seeded(islands=1, **{**QUIET, "breakthroughs": 6, "window": 5})
    score = 1.0
    arms = []
    for _ in range(20):
        brief = strategy.ask()
        arms.append(brief.arm)
        score *= 3.0
        strategy.tell(make_child(brief, [score, score]), brief.arm)
    assert strategy.signals[0] > 0.12
    assert arms.count(PARADIGM) < 15


def test_islands_are_founded_under_stagnation_up_to_the_limit():
    strategy = seeded(islands=2, **{**QUIET, "most_islands": 4, "cooldown": 10})
    stall(strategy, 9)
    assert len(strategy.signals) == 2
    stall(strategy, 1)
    assert len(strategy.signals) == 3
    stall(strategy, 100)
    assert len(strategy.signals) == 4


def archipelago(**options):
    isles = Archipelago(islands=3, **options)
    isles.found(make_trial("s0", [0.1]))
    return isles


def test_migration_goes_round_the_ring_and_leaves_the_bandit_alone():
    isles = archipelago(migrants=1)
    assert isles.record(0, make_trial("c0", [0.9])) is Admission.NEW
    before = isles.bandit.means()
    isles.migrate()
    assert [("c0" in island.elites) for island in isles.islands] == [True, True, False]
    assert isles.islands[1].progress.best == 0.9
    assert isles.islands[1].progress.signal > 0.0
    assert isles.bandit.means() == before


def test_one_migration_carries_nobody_two_islands_far():
    isles = archipelago(migrants=5)
    isles.record(2, make_trial("c0", [0.9]))
    isles.migrate()
    assert [("c0" in island.elites) for island in isles.islands] == [True, False, True]
