"""The clairvoyant bound against every run of small jobs."""

from itertools import product

import pytest

from adrs.core.problem import BoundKind
from adrs.core.workload import Split
from adrs.problems.cant_be_late_multi.bound import bound_of, clairvoyant, table
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT, Job
from adrs.problems.cant_be_late_multi.problem import create
from adrs.problems.cant_be_late_multi.replay import Log, replay
from adrs.problems.cant_be_late_multi.workloads import synthetic
from tests.problems.cant_be_late_multi.worlds import job, workload

SHIPPED = [w for split in (Split.TRAIN, Split.VALIDATION, Split.TEST) for w in synthetic(split)]

LATER = "0" * 20
WORLDS = {
    "comes and goes": job("00110" + LATER, "11001" + LATER, work=3, deadline=5, overhead=1, look=0.0),
    "one dear": job(LATER, LATER, work=3, deadline=5, overhead=1, look=0.0, prices=[(2.9,), (0.5,)]),
    "prices move": job(
        LATER, LATER, work=3, deadline=5, overhead=1, look=0.0, prices=[(1, 1, 4), (2, 2, 0.1)]
    ),
    "no overhead": job("01010" + LATER, "10101" + LATER, work=3, deadline=5, overhead=0, look=0.0),
}


@pytest.mark.parametrize("rules", [STRICT, PUBLISHED])
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
def test_no_run_costs_less_and_in_strict_rules_one_costs_as_much(world, rules):
    costs = []
    decisions = list(product("SON", (0, 1)))
    for steps in product(decisions, repeat=world.deadline_tick):
        kinds, regions = "".join(k for k, _ in steps), [r for _, r in steps]
        # In published rules the region after the last step bills the run, so every ending is tried.
        for final in (0, 1) if rules == PUBLISHED else (0,):
            account = replay(world, rules, Log(kinds=kinds + "N" * 20, regions=[*regions, *[final] * 20]))
            if not account.late:
                costs.append(account.cost)
    bound = clairvoyant(world, rules)
    assert bound <= min(costs) * (1 + 1e-9)
    assert rules == PUBLISHED or bound == pytest.approx(min(costs), rel=1e-9)


def test_a_job_that_cannot_be_in_time_has_none():
    assert clairvoyant(job("0" * 40, work=10, deadline=9), STRICT) == float("inf")
    assert clairvoyant(job("0" * 40, work=10, deadline=11), STRICT) == float("inf")


def test_broken_seconds_are_refused():
    with pytest.raises(ValueError, match="whole seconds"):
        clairvoyant(Job.of({**workload("0" * 30).inputs, "overhead_s": 0.5}), STRICT)


def test_every_shipped_workload_has_a_proven_bound():
    assert all(bound_of(w).kind is BoundKind.BOUND for w in SHIPPED)


def test_unknown_workloads_have_none():
    assert bound_of(workload("0" * 30)) is None


def test_the_file_holds_nothing_else(data):
    problem = create(data)
    assert set(table()) == {w.digest for split in Split for w in problem.workloads(split)}


@pytest.mark.parametrize("place", [0, 13, 22], ids=lambda i: SHIPPED[i].id)
def test_recomputing_gives_what_the_file_says(place):
    made = SHIPPED[place]
    assert clairvoyant(Job.of(made.inputs), STRICT) == pytest.approx(table()[made.digest], rel=1e-12)
