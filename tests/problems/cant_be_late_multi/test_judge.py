"""The judge believes nothing that a log says about itself."""

import copy

import pytest

from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT
from adrs.problems.cant_be_late_multi.judge import judge
from tests.problems.cant_be_late_multi.worlds import workload

WORLD = workload("0" * 40, "0" * 40)
HONEST = {STRICT: {"kinds": "S" * 12, "regions": [0] * 12, "looks": []}}


def changed(**parts):
    answer = copy.deepcopy(HONEST)
    answer[STRICT].update(parts)
    return answer


def test_an_honest_log_costs_what_it_used():
    score = judge(WORLD, HONEST)
    assert score.value == pytest.approx(12 * 100 / 3600)
    assert score.metrics["spot_gaps"] == 12
    assert "0.3 h on spot" in score.feedback


REFUSED = {
    "stops early": ({"kinds": "S" * 11, "regions": [0] * 11}, "the log ends at tick 11"),
    "goes on": ({"kinds": "S" * 13, "regions": [0] * 13}, "13 decisions; the run takes 12"),
    "another letter": ({"kinds": "X" * 12}, "letters S, O and N"),
    "letters in a list": ({"kinds": ["S"] * 12}, "letters S, O and N"),
    "regions missing": ({"regions": [0] * 11}, "one region for each letter"),
    "bool regions": ({"regions": [False] * 12}, "plain ints"),
    "no such region": ({"regions": [2] * 12}, "no region 2"),
    "negative region": ({"regions": [-1] * 12}, "no region -1"),
    "looks as a number": ({"looks": 3}, "looks must be a list"),
    "too many looks": ({"looks": [[0, 1]] * 25}, "at most one"),
    "a look at nothing": ({"looks": [[0, 7]]}, "no region 7"),
    "a look at no tick": ({"looks": [[12, 1]]}, "at a tick 12"),
    "a look as a triple": ({"looks": [[0, 1, 1]]}, "pairs"),
}


@pytest.mark.parametrize(("parts", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses_and_says_why(parts, reason):
    with pytest.raises(InvalidAnswer, match=reason):
        judge(WORLD, changed(**parts))


def test_refuses_logs_of_other_rules():
    with pytest.raises(InvalidAnswer, match="one decision log for each of: strict"):
        judge(WORLD, {PUBLISHED: HONEST[STRICT]})
    with pytest.raises(InvalidAnswer, match="kinds, regions and looks"):
        judge(WORLD, {STRICT: {**HONEST[STRICT], "cost": 0.0}})


def test_a_late_run_has_no_value_in_either_rule_set():
    late = workload("0" * 6 + "1" * 40, rules=(PUBLISHED,), work=10, deadline=14)
    log = {"kinds": "S" * 17, "regions": [0] * 17, "looks": []}
    with pytest.raises(InvalidAnswer, match="late: the job is complete at tick"):
        judge(late, {PUBLISHED: log})
    infeasible = workload("0" * 40, work=10, deadline=11)
    with pytest.raises(InvalidAnswer, match="late"):
        judge(infeasible, HONEST)


def test_looks_are_charged():
    plain, looked = judge(WORLD, HONEST), judge(WORLD, changed(looks=[[3, 1]]))
    assert looked.value - plain.value == pytest.approx(36 * 2 / 3600)
