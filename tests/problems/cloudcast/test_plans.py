import json

import pytest

from adrs.core.workload import Split
from adrs.problems.cloudcast.bound import bound_of
from adrs.problems.cloudcast.plans import FILE, Plan, best_plan, table
from adrs.problems.cloudcast.problem import create
from adrs.problems.cloudcast.rules import Broadcast

PROBLEM = create()
SHIPPED = [w for split in (Split.TRAIN, Split.VALIDATION, Split.TEST) for w in PROBLEM.workloads(split)]


def judged(problem, workload):
    plan = best_plan(workload)
    return problem.judge(workload, plan.answer(Broadcast.of(workload.inputs))).value


@pytest.mark.parametrize("workload", SHIPPED, ids=lambda w: w.id)
def test_the_best_known_cost_is_that_of_a_plan_the_judge_accepts(workload):
    assert judged(PROBLEM, workload) == pytest.approx(bound_of(workload).best_known, abs=2e-6)


def test_the_best_known_costs_of_the_public_broadcasts_are_those_of_plans(data):
    problem = create(data)
    total = 0.0
    for workload in problem.workloads(Split.LEADERBOARD):
        value = judged(problem, workload)
        assert value == pytest.approx(bound_of(workload).best_known, abs=2e-6)
        total += value
    assert total < 622.02


def test_there_is_a_plan_for_every_workload_and_no_name_of_a_public_region(data):
    with_measured = create(data).sizes()
    assert len(table()) == sum(with_measured.values()) > sum(PROBLEM.sizes().values())
    assert ":" not in "".join(json.dumps(plan).replace('": ', "") for plan in table().values())
    assert FILE.stat().st_size < 200_000


def test_unknown_workloads_have_no_plan():
    from adrs.core.workload import Workload

    inputs = {**SHIPPED[0].inputs, "volume_gb": 1}
    assert best_plan(Workload("other", Split.TRAIN, inputs)) is None


def test_a_plan_survives_being_written_in_numbers():
    regions = ["aws:a", "gcp:b", "gcp:c"]
    plan = Plan(({"gcp:b": "aws:a", "gcp:c": "gcp:b"}, {"gcp:b": "aws:a", "gcp:c": "aws:a"}), (0, 1, 1))
    assert Plan.of(json.loads(json.dumps(plan.plain(regions))), regions) == plan


def test_partitions_take_trees_in_turn():
    assert Plan.in_turn([{"b": "a"}, {"b": "c", "c": "a"}], 3).parts == (0, 1, 0)
