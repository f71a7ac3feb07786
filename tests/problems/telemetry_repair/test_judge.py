from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair.cases import cases_of
from adrs.problems.telemetry_repair.judge import judge
from adrs.problems.telemetry_repair.workloads import synthetic


def as_answer(workload: Workload, *, true: bool = False) -> list[dict[str, Any]]:
    """The readings as they are, or the truth, with full confidence."""
    return [
        {
            name: [[rates[0], 1.0], [rates[1], 1.0], ["up", 1.0]]
            for name, rates in (case.truth if true else case.reported).items()
        }
        for case in cases_of(workload)
    ]


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_passing_through_gains_nothing_and_the_truth_gains_all(split: Split) -> None:
    for workload in synthetic(split):
        assert judge(workload, as_answer(workload)).value == 0.0
        possible = sum(case.possible for case in cases_of(workload)) / len(cases_of(workload))
        score = judge(workload, as_answer(workload, true=True))
        assert score.value == pytest.approx(possible)
        assert score.metrics["share_undone"] == pytest.approx(1.0)


def test_the_figures_of_a_dropped_end(tiny: Workload) -> None:
    # Half of the counters are lost: 0.75 / 2 for values and 0.2 / 2 for confidence are to be gained.
    assert judge(tiny, as_answer(tiny, true=True)).value == pytest.approx(47.5)
    doubtful = as_answer(tiny)
    doubtful[0]["A_to_B"] = [[0.0, 0.0], [0.0, 0.0], ["up", 1.0]]
    assert judge(tiny, doubtful).value == pytest.approx(10.0)


def test_the_public_metric_stands_beside(tiny: Workload) -> None:
    score = judge(tiny, as_answer(tiny))
    assert score.metrics["public_combined"] == score.metrics["public_pass_through"]
    assert judge(tiny, as_answer(tiny, true=True)).metrics["public_combined"] == pytest.approx(1.0)


def test_feedback_names_the_worst_counter(tiny: Workload) -> None:
    answer = as_answer(tiny, true=True)
    answer[0]["B_to_A"][0] = [60.0, 0.9]
    feedback = judge(tiny, answer).feedback
    assert "snapshot 0 B_to_A rx_rate: read 100, repaired to 60 (confidence 0.9), true 100" in feedback


@given(shift=st.lists(st.floats(0.0, 3.0), min_size=4, max_size=4), confidence=st.floats(0.0, 1.0))
def test_no_answer_gains_more_than_the_truth(shift: list[float], confidence: float) -> None:
    workload = synthetic(Split.TRAIN)[0]
    answer = as_answer(workload, true=True)
    for number, name in enumerate(answer[0]):
        answer[0][name][0][0] *= shift[number % 4]
        answer[0][name][1][1] = confidence
    assert judge(workload, answer).value <= judge(workload, as_answer(workload, true=True)).value + 1e-9


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ([[math.nan, 1.0], [1.0, 1.0], ["up", 1.0]], "finite"),
        ([[math.inf, 1.0], [1.0, 1.0], ["up", 1.0]], "finite"),
        ([[-1.0, 1.0], [1.0, 1.0], ["up", 1.0]], "0 or more"),
        ([[True, 1.0], [1.0, 1.0], ["up", 1.0]], "finite"),
        ([["1", 1.0], [1.0, 1.0], ["up", 1.0]], "finite"),
        ([[1.0, 1.1], [1.0, 1.0], ["up", 1.0]], "confidence"),
        ([[1.0, -0.1], [1.0, 1.0], ["up", 1.0]], "confidence"),
        ([[1.0, math.nan], [1.0, 1.0], ["up", 1.0]], "confidence"),
        ([[1.0, None], [1.0, 1.0], ["up", 1.0]], "confidence"),
        ([[1.0, True], [1.0, 1.0], ["up", 1.0]], "confidence"),
        ([[1.0], [1.0, 1.0], ["up", 1.0]], "value and its confidence"),
        ([1.0, 1.0, "up"], "value and its confidence"),
        ([[1.0, 1.0], [1.0, 1.0]], "rx, tx and status"),
        ([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], "status"),
        (None, "rx, tx and status"),
    ],
)
def test_refuses_what_is_no_repair(tiny: Workload, entry: Any, reason: str) -> None:
    answer = as_answer(tiny)
    answer[0]["A_to_B"] = entry
    with pytest.raises(InvalidAnswer, match=reason):
        judge(tiny, answer)


def test_refuses_interfaces_left_out_or_made_up(tiny: Workload) -> None:
    fewer, more = as_answer(tiny), as_answer(tiny)
    del fewer[0]["A_to_B"]
    more[0]["A_to_C"] = copy.deepcopy(more[0]["A_to_B"])
    with pytest.raises(InvalidAnswer, match="A_to_B is missing"):
        judge(tiny, fewer)
    with pytest.raises(InvalidAnswer, match="do not exist"):
        judge(tiny, more)
    with pytest.raises(InvalidAnswer, match="each of the 1 snapshots"):
        judge(tiny, [])


def test_a_workload_without_truth_is_not_ours() -> None:
    with pytest.raises(TypeError, match="no truth"):
        judge(Workload("train/x", Split.TRAIN, {"snapshots": []}), [])
