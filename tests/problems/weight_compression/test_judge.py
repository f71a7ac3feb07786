from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adrs.core.errors import InvalidAnswer
from adrs.problems.weight_compression.cases import CAP
from adrs.problems.weight_compression.judge import Allocation, bitrate, judge, points, score, stored_bitrate
from tests.problems.weight_compression.scenes import case, workload


def answer(bits: int = 2) -> list[dict[str, Any]]:
    """The same bits for every column."""
    columns = [matrix.weights.shape[1] for matrix in case().matrices]
    return [{"bits": np.full(n, bits), "order": np.arange(n)} for n in columns]


def allocations(bits: int) -> list[Allocation]:
    return [Allocation(part["bits"], part["order"]) for part in answer(bits)]


@pytest.mark.parametrize(
    ("rise_a", "rise_b", "rate", "expected"),
    [
        (1.0, 1.0, 2.0, 1.0),
        (0.9, 0.9, 2.0, 1.0),
        (9.0, 9.0, 2.0, 0.2),
        (1.0, 9.0, 2.6, 0.5),
        (9.0, 1.0, 2.3, 0.4),
    ],
)
def test_points_are_half_for_a_three_tenths_for_b_and_two_for_bits(
    rise_a: float, rise_b: float, rate: float, expected: float
) -> None:
    assert points(rise_a, rise_b, rate) == pytest.approx(expected)


def test_points_fall_with_every_part() -> None:
    assert points(1.01, 1.0, 2.0) < points(1.0, 1.0, 2.0) > points(1.0, 1.01, 2.0)
    assert points(1.0, 1.0, 2.1) < points(1.0, 1.0, 2.0)


@pytest.mark.parametrize("bits", [2, 3, 4])
def test_bitrate_is_the_mean_over_weights(bits: int) -> None:
    assert bitrate(case(), allocations(bits)) == pytest.approx(bits)


def test_stored_bitrate_counts_coefficients_and_flags() -> None:
    flags = 2 * sum(m.weights.shape[1] for m in case().matrices) / case().weights
    assert stored_bitrate(case(), allocations(2)) == pytest.approx(2 + 3 * 16 / 32 + flags)


def test_two_bits_cost_quality_and_four_cost_less() -> None:
    low, high = score(case(), allocations(2)), score(case(), allocations(4))
    assert low.metrics["output_error"] > 2 * high.metrics["output_error"] > 0
    assert abs(high.metrics["rise_a"] - 1) < abs(low.metrics["rise_a"] - 1)


def test_an_answer_is_judged_alike_twice() -> None:
    assert judge(workload(), answer()) == judge(workload(), answer())


def test_four_bits_everywhere_are_past_the_cap() -> None:
    with pytest.raises(InvalidAnswer, match=f"{CAP} is the cap"):
        judge(workload(), answer(4))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"bits": np.full(16, 5)}, "column 0 gets 5 bits"),
        ({"bits": np.full(16, -1)}, "out of range"),
        ({"bits": np.full(15, 2)}, r"\(16,\) is expected"),
        ({"bits": np.full(16, 2.0)}, "array of float64"),
        ({"bits": [2] * 16}, "not list"),
        ({"order": np.zeros(16, int)}, "no permutation"),
        ({"order": np.arange(16) + 1}, "no permutation"),
        ({"more": 1}, "a dict of bits and order"),
    ],
)
def test_an_allocation_that_is_none_is_refused(change: dict[str, Any], complaint: str) -> None:
    parts = answer()
    parts[0] = {**parts[0], **change}
    with pytest.raises(InvalidAnswer, match=complaint):
        judge(workload(), parts)


def test_every_matrix_needs_its_bits() -> None:
    with pytest.raises(InvalidAnswer, match="each of the 8 matrices"):
        judge(workload(), answer()[1:])


def test_feedback_names_what_loses_most() -> None:
    assert "layers." in judge(workload(), answer()).feedback
