import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split
from adrs.problems.spec_control.judge import judge, plain
from adrs.problems.spec_control.problem import create
from adrs.problems.spec_control.rules import percentile, value
from adrs.testing.inprocess import answer_of
from tests.problems.online import policy
from tests.problems.spec_control.scenes import scene, served, workload

PROBLEM = create()
SCENE = workload(["111101", "0000", "1" * 9], twin=["1100"])


def test_no_speculation_is_worth_one():
    score = judge(SCENE, ["0" * 16, "000"])
    assert score.value == 1.0
    assert score.metrics["drafted_per_token"] == 0.0


def test_the_value_is_the_latency_over_that_of_no_speculation():
    answer = answer_of(PROBLEM, policy("return [2] * len(o.requests)"), SCENE)
    result, _ = served(scene(["111101", "0000", "1" * 9]), lambda told: [2] * len(told.requests))
    expected = sum(result.latencies_ms) / sum(plain(SCENE).latencies_ms)
    score = judge(SCENE, answer)
    assert score.value == pytest.approx(expected)
    assert score.metrics["ratio"] == pytest.approx(expected)
    assert "without speculation" in score.feedback


def test_being_slower_counts_five_times():
    assert value(90.0, 100.0) == pytest.approx(0.9)
    assert value(100.0, 100.0) == 1.0
    assert value(110.0, 100.0) == pytest.approx(1.5)


def test_percentile():
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile(list(range(100)), 0.95) == 95


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (["0" * 16], "two strings"),
        (["0" * 16, "000", ""], "two strings"),
        (["0" * 16, 0], "two strings"),
        (["0" * 15, "000"], "the log ends at iteration"),
        (["0" * 17, "000"], "holds 17 lengths where 16 are decided"),
        (["0" * 15 + "9", "000"], "from 0 to 8"),
        (["0" * 15 + "x", "000"], "string of digits"),
        (["0" * 15 + "²", "000"], "string of digits"),
        (["0" * 15 + "-", "000"], "string of digits"),
        (["", "000"], "the log ends at iteration"),
        (["0" * 16, "0000"], "holds 4 lengths where 3"),
        (["0" * 16, "01"], "everything seen until then"),
    ],
)
def test_logs_that_do_not_fit_are_refused(answer, message):
    with pytest.raises(InvalidAnswer, match=message):
        judge(workload(["111101", "0000", "1" * 9], twin=["1111"], arrivals=[0.0, 900.0, 900.0]), answer)


def test_the_guard_rail_tells_fixed_lengths_apart_from_control():
    hard = next(w for w in PROBLEM.workloads(Split.TRAIN) if w.family == "hard")
    fixed, human = (
        judge(hard, answer_of(PROBLEM, PROBLEM.baselines[name], hard)) for name in ("fixed_8", "human_sota")
    )
    assert fixed.value == pytest.approx(1 + 5 * (fixed.metrics["ratio"] - 1))
    assert "counts five times" in fixed.feedback
    assert human.value < 1 < fixed.value
