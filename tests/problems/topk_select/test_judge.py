import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.problems.topk_select.judge import GREATEST, LEAST, judge
from adrs.problems.topk_select.problem import charged
from adrs.problems.topk_select.truth import truths
from tests.problems.topk_select.scenes import SIZE, recipe, result, workload

SCENE = workload(recipe(k=5), recipe("heavy", p=0.5))
RIGHT = [truth.order[: truth.fewest] for truth in truths(SCENE)]


def test_exact_sets_in_any_order_have_the_best_value() -> None:
    score = judge(SCENE, [result(RIGHT[0][::-1]), result(RIGHT[1], 3 * SIZE)])
    assert score.value == LEAST
    assert score.metrics["reads_per_element"] == 2.0
    assert score.metrics["kept"] == (len(RIGHT[0]) + len(RIGHT[1])) / 2
    assert "3.00 (row 1" in score.feedback


def test_traffic_is_one_when_every_element_is_read_once() -> None:
    score = judge(SCENE, [result(indices) for indices in RIGHT])
    assert score.metrics["traffic"] == score.metrics["reads_per_element"] == 1.0


def test_a_row_that_is_declined_has_the_worst_value() -> None:
    score = judge(SCENE, [result(RIGHT[0]), {"indices": None, "reads": 0}])
    assert score.value == GREATEST
    assert score.metrics == {"declined": 1.0}


def test_a_row_beside_a_declined_one_still_has_to_be_right() -> None:
    with pytest.raises(InvalidAnswer, match="row 0"):
        judge(SCENE, [result(RIGHT[0][:-1]), {"indices": None, "reads": 0}])


def test_every_length_within_the_band_is_right() -> None:
    flat = workload(recipe("gaussian", p=0.5, scale=1e-6))
    (truth,) = truths(flat)
    assert truth.fewest < len(truth.order)
    for count in range(truth.fewest, len(truth.order) + 1):
        assert judge(flat, [result(truth.order[:count])]).value == LEAST
    for count in (truth.fewest - 1, len(truth.order) + 1):
        with pytest.raises(InvalidAnswer, match="are kept, right would be"):
            judge(flat, [result(np.arange(count))])


def test_a_refusal_names_the_row_and_the_index() -> None:
    wrong = RIGHT[0].copy()
    outsider = next(i for i in range(SIZE) if i not in set(wrong.tolist()))
    wrong[0] = outsider
    with pytest.raises(InvalidAnswer, match=rf"row 0: 1 of 5 indices are wrong, among them {outsider}"):
        judge(SCENE, [result(wrong), result(RIGHT[1])])


@pytest.mark.parametrize(
    ("ratio", "value"),
    [(1.0, 1.0), (2.0, 0.5), (0.5, 2.0), (1.05, 1.0), (1e9, LEAST), (1e-9, GREATEST), (0, GREATEST)],
)
def test_cpu_time_counts_in_steps_between_two_ends(ratio: float, value: float) -> None:
    assert charged(LEAST, ratio) == pytest.approx(value)


def test_speed_does_not_help_who_declined() -> None:
    assert charged(GREATEST, 1000.0) == GREATEST
