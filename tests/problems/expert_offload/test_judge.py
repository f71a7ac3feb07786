import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split
from adrs.problems.expert_offload.harness import packed
from adrs.problems.expert_offload.judge import judge, on_demand, unpacked
from adrs.problems.expert_offload.problem import create
from adrs.problems.expert_offload.scene import Scene
from adrs.testing.inprocess import answer_of
from tests.problems.expert_offload.scenes import scene

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]


@pytest.fixture(scope="module")
def answer():
    return answer_of(PROBLEM, PROBLEM.baselines["human_sota"], PROBLEM.workloads(Split.TRAIN)[1])


def test_fetching_on_demand_is_worth_one():
    score = judge(WORKLOAD, answer_of(PROBLEM, PROBLEM.seeds["naive"], WORKLOAD))
    assert score.value == 1.0
    assert score.metrics["wasted_loads"] == 0.0
    assert score.metrics["loads_per_use"] == pytest.approx(1 - score.metrics["hit_rate"])


def test_the_value_is_time_over_that_on_demand(answer):
    workload = PROBLEM.workloads(Split.TRAIN)[1]
    score, tokens = judge(workload, answer), len(workload.inputs["needed"])
    assert score.value == pytest.approx(score.metrics["ms_per_token"] * tokens / on_demand(workload).total_ms)
    assert "waiting for experts" in score.feedback
    assert score.value < 1


def test_packed_decisions_come_back_as_they_were():
    made = scene([[[0], [1]]])
    plans = [(((1, 3), (0, 0)), ()), ((), ((1, 1),))]
    log = packed(plans, 4)
    assert log["sizes"].tolist() == [2, 0, 0, 1]
    assert log["keys"].tolist() == [7, 0, 5]
    assert unpacked(log, made) == plans


def changed(log, **arrays):
    return {**log, **arrays}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda log: [log], "dict of the arrays"),
        (lambda log: changed(log, more=1), "dict of the arrays"),
        (lambda log: changed(log, keys=log["keys"].tolist()), "array of int32"),
        (lambda log: changed(log, keys=log["keys"].astype(np.int64)), "array of int32"),
        (lambda log: changed(log, sizes=log["sizes"].reshape(1, -1)), "array of int32"),
        (lambda log: changed(log, sizes=log["sizes"][:-2]), "two sizes"),
        (lambda log: changed(log, sizes=np.append(log["sizes"], log["sizes"][:2])), "two sizes"),
        (lambda log: changed(log, sizes=-log["sizes"]), "two sizes"),
        (lambda log: changed(log, keys=log["keys"][:-1]), "'keys' must hold"),
        (lambda log: changed(log, keys=log["keys"] + 10_000), "'keys' must hold"),
        (lambda log: changed(log, keys=log["keys"] - 10_000), "'keys' must hold"),
    ],
)
def test_malformed_logs_are_refused(answer, change, message):
    workload = PROBLEM.workloads(Split.TRAIN)[1]
    for forged in ([change(answer[0]), answer[1]], [answer[0], change(answer[1])]):
        with pytest.raises(InvalidAnswer, match=message):
            judge(workload, forged)


def test_the_twin_is_no_answer_to_the_scored_episode(answer):
    workload = PROBLEM.workloads(Split.TRAIN)[1]
    for forged in ([answer[0]], [*answer, answer[0]], [answer[1], answer[0]]):
        with pytest.raises(InvalidAnswer):
            judge(workload, forged)


def test_other_decisions_after_an_equal_past_are_refused(answer):
    workload = PROBLEM.workloads(Split.TRAIN)[1]
    gates = len(Scene.of(workload.inputs).needed) * Scene.of(workload.inputs).machine.layers
    nothing = {"sizes": np.zeros(2 * gates, dtype=np.int32), "keys": np.zeros(0, dtype=np.int32)}
    with pytest.raises(InvalidAnswer, match="everything seen until then was the same"):
        judge(workload, [nothing, answer[1]])
