from __future__ import annotations

import numpy as np
import pytest

from adrs.core.problem import BoundKind
from adrs.problems.weight_compression.bound import bound_of, rate_distortion
from adrs.problems.weight_compression.judge import output_error
from adrs.problems.weight_compression.matrices import Matrix
from adrs.problems.weight_compression.quantisers import quantised
from tests.problems.weight_compression.scenes import workload


def matrix(power: np.ndarray | float = 1.0) -> Matrix:  # type: ignore[type-arg]
    rng = np.random.RandomState(0)
    weights = rng.standard_normal((200, 64)).astype("f4")
    return Matrix("layers.0.down", 0, weights, (rng.standard_normal((4000, 64)) * power).astype("f4"))


def test_no_score_passes_one() -> None:
    bound = bound_of(workload())
    assert bound.kind is BoundKind.BOUND
    assert bound.value == 1.0


@pytest.mark.parametrize("bits", [1, 2, 3])
def test_white_inputs_need_a_bit_for_every_halving(bits: int) -> None:
    assert rate_distortion(matrix(), bits) == pytest.approx(2.0**-bits, rel=0.05)


def test_inputs_of_unequal_power_cost_less() -> None:
    assert rate_distortion(matrix(np.linspace(0.01, 3, 64)), 2) < 0.8 * rate_distortion(matrix(), 2)


def test_the_quantiser_loses_more_than_the_limit() -> None:
    scene = matrix(np.linspace(0.1, 3, 64))
    after = quantised(scene.weights, np.full(64, 2), np.arange(64), scene.gram)
    assert output_error(scene, after - scene.weights) > rate_distortion(scene, 2)
