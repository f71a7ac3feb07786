from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.workload import Split, Workload
from adrs.problems.txn_scheduling.judge import judge


class Sly(list[int]):
    """A list that claims to be a permutation."""

    def __iter__(self) -> Any:
        return iter(range(5))

    def __len__(self) -> int:
        return 5


def test_scores_the_order(batch: Workload) -> None:
    assert judge(batch, {"order": [0, 1, 2, 3, 4], "reported": 4}).value == 4.0


@pytest.mark.parametrize("reported", [0, -(10**6), 3, 3.5, "4", [4], True])
def test_a_lie_about_the_makespan_is_noted_and_changes_nothing(batch: Workload, reported: Any) -> None:
    score = judge(batch, {"order": [0, 1, 2, 3, 4], "reported": reported})
    assert score.value == 4.0
    assert score.metrics["reported_makespan_wrong"] == 1.0
    assert "reported" in score.feedback


@pytest.mark.parametrize("answer", [{"order": [4, 3, 2, 1, 0]}, {"order": [4, 3, 2, 1, 0], "reported": None}])
def test_no_reported_makespan_is_no_lie(batch: Workload, answer: Any) -> None:
    assert judge(batch, answer).metrics["reported_makespan_wrong"] == 0.0


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ([], "0 entries"),
        ([0, 1, 2, 3], "4 entries"),
        ([0, 1, 2, 3, 4, 4], "6 entries"),
        ([0, 1, 2, 3, 3], "more than once"),
        ([0, 1, 2, 3, 5], "indices run"),
        ([0, 1, 2, 3, -1], "indices run"),
        ([0, True, 2, 3, 4], "is a bool"),
        ([0, 1.0, 2, 3, 4], "is a float"),
        ([0, "1", 2, 3, 4], "is a str"),
        ([0, [1], 2, 3, 4], "is a list"),
        ([np.int64(0), 1, 2, 3, 4], "is a int64"),
        ([0, 1, 2, 3, 2**62], "indices run"),
        ((0, 1, 2, 3, 4), "not a tuple"),
        (np.arange(5), "not a ndarray"),
        (Sly(), "not a Sly"),
        ({0: 0, 1: 1, 2: 2, 3: 3, 4: 4}, "not a dict"),
        (None, "not a NoneType"),
        ("01234", "not a str"),
        ([0] * 10**6, "1000000 entries"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_refuses_what_is_not_a_permutation_of_plain_ints(batch: Workload, order: Any, reason: str) -> None:
    with pytest.raises(InvalidAnswer, match=reason):
        judge(batch, {"order": order, "reported": 1})


@pytest.mark.parametrize("answer", [None, [], {}, 3, "x", [0, 1, 2, 3, 4], {"reported": 1}])
def test_refuses_answers_without_an_order(batch: Workload, answer: Any) -> None:
    with pytest.raises(InvalidAnswer, match="order"):
        judge(batch, answer)


def test_feedback_says_who_ends_last_and_which_key_is_hot() -> None:
    workload = Workload("t", Split.TRAIN, {"txns": ["w-hot", "w-hot", "w-hot w-cold"]}, "tiny")
    feedback = judge(workload, {"order": [0, 1, 2]}).feedback
    assert "transaction 2 (place 2) ends last, runs slots 3 to 4, held back by key hot" in feedback
    assert "hot (3)" in feedback


def test_a_batch_of_idle_transactions_takes_no_time() -> None:
    workload = Workload("t", Split.TRAIN, {"txns": ["*", "* *"]}, "tiny")
    assert judge(workload, {"order": [1, 0]}).value == 0.0
