"""Rules as properties, and the two accounts of them against each other."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.problems.cant_be_late_multi.bound import clairvoyant
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT
from adrs.problems.cant_be_late_multi.replay import Log, replay
from tests.problems.cant_be_late_multi.golden_cases import simulated
from tests.problems.cant_be_late_multi.worlds import drawn, job

RULES = st.sampled_from([STRICT, PUBLISHED])


SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=150, deadline=None)
@given(SEEDS, RULES)
def test_simulator_and_replay_agree(seed, rules):
    world, log = drawn(seed)
    account, result = replay(world, rules, log), simulated(world, rules, log)
    assert result == {
        "executed": account.executed,
        "work": list(account.work),
        "finish_tick": account.finish,
        "calls": account.calls,
    }


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_strict_runs_of_feasible_jobs_are_never_late(seed):
    world, log = drawn(seed)
    assert not replay(world, STRICT, log).late


@settings(max_examples=100, deadline=None)
@given(SEEDS, RULES)
def test_nobody_in_time_pays_less_than_the_clairvoyant(seed, rules):
    world, log = drawn(seed)
    account = replay(world, rules, log)
    if not account.late:
        assert account.cost >= clairvoyant(world, rules) * (1 - 1e-9)


@settings(max_examples=100, deadline=None)
@given(SEEDS, RULES)
def test_exactly_the_work_is_credited_and_never_more_than_a_gap_at_once(seed, rules):
    world, log = drawn(seed)
    account = replay(world, rules, log)
    assert math.isclose(sum(account.work), world.duration)
    assert all(0 <= work <= world.gap for work in account.work)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_every_change_of_place_or_kind_costs_the_overhead_in_strict(seed):
    world, log = drawn(seed)
    account = replay(world, STRICT, log)
    states = list(zip(account.executed, account.places, strict=True))
    lost = [
        kind == "S" and not world.regions[place].available[t + 1] for t, (kind, place) in enumerate(states)
    ]
    changes = sum(
        kind != "N" and (t == 0 or lost[t - 1] or states[t - 1] != (kind, place))
        for t, (kind, place) in enumerate(states)
    )
    assert account.starts == changes


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_spot_runs_only_where_there_is_a_spot_machine(seed):
    world, log = drawn(seed)
    account = replay(world, PUBLISHED, log)
    for t, (kind, place) in enumerate(zip(account.executed, account.places, strict=True)):
        assert kind != "S" or world.regions[place].available[t]


BOTH = ("0" * 40, "0" * 40)


def steps(kinds, regions):
    """``kinds`` and ``regions`` repeated to the end."""
    return Log(kinds=(kinds + kinds[-1] * 40)[:40], regions=(list(regions) + [regions[-1]] * 40)[:40])


@pytest.mark.parametrize(("rules", "starts"), [(PUBLISHED, 1), (STRICT, 2)])
def test_riding_on_in_another_region_is_free_in_published_rules_only(rules, starts):
    assert replay(job(*BOTH), rules, steps("SSSSS", [0, 0, 0, 0, 1])).starts == starts


def test_each_gap_is_billed_at_its_own_region_and_tick_in_strict():
    world = job(*BOTH, work=3, overhead=0, look=0.0, prices=[(1.0, 2.0), (10.0, 20.0, 40.0)])
    account = replay(world, STRICT, steps("SSS", [0, 0, 1]))
    assert account.cost == pytest.approx((1 + 2 + 40) * 100 / 3600)


def test_the_final_region_bills_everything_in_published():
    world = job(*BOTH, work=3, overhead=0, prices=[(1.0, 2.0), (10.0, 20.0, 40.0)])
    account = replay(world, PUBLISHED, steps("SSSSS", [0, 0, 0, 1]))
    assert account.cost == pytest.approx(3 * 10 * 100 / 3600)
    assert account.own_cost == pytest.approx((1 + 2 + 2) * 100 / 3600)


def test_a_look_is_paid_once_a_tick_and_going_there_adds_nothing():
    world = job(*BOTH, work=3, overhead=0, prices=[(1.0,), (10.0,)])
    looked = Log(kinds="S" * 3, regions=[1, 1, 1], looks={0: [1]})
    blind = Log(kinds="S" * 3, regions=[1, 1, 1])
    assert replay(world, STRICT, looked).looked == pytest.approx(36 * 10 / 3600)
    assert replay(world, STRICT, blind).looked == pytest.approx(36 * 10 / 3600)


def test_looking_at_home_is_free():
    log = Log(kinds="S" * 3, regions=[0, 0, 0], looks={0: [0], 1: [0]})
    assert replay(job(*BOTH, work=3, overhead=0), STRICT, log).looked == 0.0


def test_a_spot_machine_that_vanishes_at_the_limit_makes_the_published_run_late_and_not_the_strict_one():
    bits = "0" * 6 + "1" * 34
    world = job(bits, work=10, deadline=14, overhead=2)
    log = steps("S", [0])
    assert replay(world, PUBLISHED, log).late
    assert not replay(world, STRICT, log).late


def test_infeasible_jobs_end_late():
    assert replay(job(*BOTH, work=10, deadline=11), STRICT, steps("O", [0])).late
