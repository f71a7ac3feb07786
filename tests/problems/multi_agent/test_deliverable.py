"""The work is a module that is executed, and its tests tell right from wrong."""

import pytest

from adrs.core.workload import Split
from adrs.problems.multi_agent.deliverable import ABSENT, RIGHT, passing, source_of, tells_mistakes
from adrs.problems.multi_agent.fragments import KINDS
from adrs.problems.multi_agent.workloads import PLAN, tasks_of, workloads
from tests.problems.multi_agent.teams import requirement, task

EXPECTED = {
    "rotate": [-2, 5, 5, 3],
    "windows": [8, 1, 3],
    "clip": [2, 2, -2, 2],
    "multiples": [5, 3, 5],
    "largest": [5, 5],
    "blocks": [3, 5, 5, -2],
    "checks": [1, 0, 0, 1],
    "thin": [5, -2],
    "lag": [5, 3, -7, 2],
    "crowd": [5, 5],
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_does_what_it_says(kind):
    """By hand, on one list, with the number 2."""
    made = task(requirement(0, kind=kind))
    names = {}
    exec(source_of(made, (RIGHT,)), names)
    given = [5, 3, -2, 5]
    assert names[f"{kind.name}_0"](given) == EXPECTED[kind.name]
    assert given == [5, 3, -2, 5]


def test_a_mistake_below_fails_what_rests_on_it():
    made = task(requirement(0), requirement(1), requirement(2, needs=0))
    assert passing(made, (RIGHT,) * 3) == {0, 1, 2}
    assert passing(made, (3, RIGHT, RIGHT)) == {1}
    assert passing(made, (ABSENT, RIGHT, RIGHT)) == {1}
    assert passing(made, (RIGHT, ABSENT, RIGHT)) == {0, 2}


@pytest.mark.parametrize("split", PLAN)
def test_tests_of_every_task_tell_every_mistake(split):
    for workload in workloads(split):
        for made in tasks_of(workload):
            assert tells_mistakes(made)
            count = len(made.requirements)
            for item in range(count):
                for state in (ABSENT, 2, 3):
                    work = tuple(state if i == item else RIGHT for i in range(count))
                    assert item not in passing(made, work)
            assert passing(made, (RIGHT,) * count) == set(range(count))


def test_half_of_the_tasks_and_more_are_never_searched_on():
    sizes = {split: sum(len(tasks_of(w)) for w in workloads(split)) for split in PLAN}
    assert sizes[Split.TEST] >= sizes[Split.TRAIN] >= 30
