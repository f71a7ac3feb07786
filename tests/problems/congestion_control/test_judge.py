import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split
from adrs.problems.congestion_control import rules
from adrs.problems.congestion_control.judge import check_guard_rails, judge
from adrs.problems.congestion_control.problem import create
from adrs.testing.inprocess import answer_of

PROBLEM = create()
WORKLOAD = PROBLEM.workloads(Split.TRAIN)[0]


@pytest.fixture(scope="module")
def log():
    return answer_of(PROBLEM, PROBLEM.baselines["human_sota"], WORKLOAD)


def test_parts_make_up_the_value(log):
    score = judge(WORKLOAD, log)
    metrics = score.metrics
    assert score.value == rules.published(metrics["throughput_gbps"], metrics["queue_bytes"])
    assert score.value <= PROBLEM.bound(WORKLOAD).value
    assert "throughput" in score.feedback
    assert "mean queue" in score.feedback


def test_harness_and_judge_ask_for_equally_many_decisions(log):
    for array in log.values():
        assert array.dtype == np.float64
    short = {name: array[:-1] for name, array in log.items()}
    long = {name: np.append(array, 1.0) for name, array in log.items()}
    with pytest.raises(InvalidAnswer, match="the log ends after"):
        judge(WORKLOAD, short)
    with pytest.raises(InvalidAnswer, match="but the network asks for"):
        judge(WORKLOAD, long)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda log: list(log.values()), "dict of the arrays"),
        (lambda log: {**log, "more": 1}, "dict of the arrays"),
        (lambda log: {**log, "rates": log["rates"].tolist()}, "one-dimensional array of float64"),
        (lambda log: {**log, "rates": log["rates"].astype(np.float32)}, "one-dimensional array of float64"),
        (lambda log: {**log, "rates": log["rates"].reshape(1, -1)}, "one-dimensional array of float64"),
        (lambda log: {**log, "rates": log["rates"][1:]}, "windows but"),
        (lambda log: {**log, "rates": -log["rates"]}, "finite and above 0"),
        (lambda log: {**log, "windows": np.full_like(log["windows"], np.nan)}, "finite and above 0"),
        (lambda log: {**log, "windows": np.full_like(log["windows"], np.inf)}, "finite and above 0"),
    ],
)
def test_malformed_logs_are_refused(log, change, message):
    with pytest.raises(InvalidAnswer, match=message):
        judge(WORKLOAD, change(log))


def parts(**changes):
    honest = {
        "throughput_gbps": 24.0, "queue_bytes": 1000.0, "longest_queue_bytes": 1e5, "drops": 0,
        "fairness": 0.99, "least_share": 0.9, "tail": 1.5, "mean_slowdown": 1.1, "finished": 1.0,
    }  # fmt: skip
    return rules.Parts(**{**honest, **changes})


def test_an_honest_run_passes_the_guard_rails():
    check_guard_rails(parts())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"throughput_gbps": 12.0}, "idle: 12.00 Gbit/s"),
        ({"fairness": 0.55}, "unfair: .* 0.550"),
        ({"least_share": 0.1}, r"starvation: .* 10\.0%"),
        ({"tail": 7.0}, "slow: .* 7.00 times"),
    ],
)
def test_guard_rails_name_the_figure(changes, message):
    with pytest.raises(InvalidAnswer, match=message):
        check_guard_rails(parts(**changes))
