"""The family of policies, what a policy is worth, and who succeeds it."""

from __future__ import annotations

from dataclasses import asdict
from math import log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.search.policy import FREE, REFINE, RESTRUCTURE, SHOWN, Deployment, History, Policy, merit


def test_greed_and_pressure_say_who_becomes_a_parent():
    rng = Random(0)
    assert {Policy(greed=1.0).rank(rng, 9) for _ in range(50)} == {0}
    uniform = [Policy(greed=0.0, pressure=0.0).rank(rng, 4) for _ in range(4000)]
    assert [uniform.count(rank) / 4000 for rank in range(4)] == pytest.approx([0.25] * 4, abs=0.03)
    steep = [Policy(greed=0.0, pressure=1.0).rank(rng, 2) for _ in range(3000)]
    assert steep.count(0) / 3000 == pytest.approx(2 / 3, abs=0.03)


def test_weights_say_which_variation_is_asked_for():
    rng, policy = Random(0), Policy(free=0.2, refine=0.6, restructure=0.2)
    drawn = [policy.variation(rng) for _ in range(3000)]
    assert drawn.count(REFINE) / 3000 == pytest.approx(0.6, abs=0.03)
    assert set(drawn) == {FREE, REFINE, RESTRUCTURE}


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_a_mutant_stays_in_the_family_and_differs_in_as_many_parameters_as_asked(seed, changes):
    policy = Policy()
    mutant = policy.mutated(Random(seed), changes)
    assert 0.0 <= mutant.greed <= 0.9
    assert 0.0 <= mutant.pressure <= 3.0
    assert all(0.1 <= weight <= 1.0 for weight in (mutant.free, mutant.refine, mutant.restructure))
    assert mutant.inspirations in range(5)
    assert mutant.shown in SHOWN
    before, after = asdict(policy), asdict(mutant)
    assert sum(before[name] != after[name] for name in before) <= changes


def test_a_policy_is_worth_its_gain_weighted_by_where_it_started_and_by_its_window():
    assert merit(1.0, 1.5, 16) == pytest.approx(0.5 * (1 + log(2)) / sqrt(16))
    assert merit(0.0, 0.5, 1) == 0.5  # a gain from the naive seed counts too
    assert merit(2.0, 2.5, 10) > merit(1.0, 1.5, 10)
    assert merit(1.0, 1.0, 10) == 0.0


def deployed(history, greed, worth, collapsed=False):
    history.add(Deployment(Policy(greed=greed), collapsed, worth))


def test_the_successor_varies_the_best_policy_deployed_in_the_same_state():
    history = History()
    deployed(history, 0.11, 0.2)
    deployed(history, 0.22, 0.9, collapsed=True)
    deployed(history, 0.33, 0.4)
    for seed in range(30):
        spread = history.successor(Random(seed), collapsed=False, changes=1)
        collapsed = history.successor(Random(seed), collapsed=True, changes=1)
        assert spread.greed == 0.33 or spread.pressure == 1.0  # one parameter differs at most
        assert spread.greed not in (0.11, 0.22)
        assert collapsed.greed not in (0.11, 0.33)


def test_where_no_policy_has_gained_anything_any_may_be_varied():
    history = History()
    for greed in (0.11, 0.22):
        deployed(history, greed, 0.0)
    greeds = {history.successor(Random(seed), collapsed=False, changes=1).greed for seed in range(60)}
    assert {0.11, 0.22} <= greeds


def test_a_full_history_forgets_the_worst():
    history = History(capacity=2)
    for worth in (0.5, 0.1, 0.9):
        deployed(history, worth, worth)
    assert [deployment.merit for deployment in history.deployments] == [0.5, 0.9]
