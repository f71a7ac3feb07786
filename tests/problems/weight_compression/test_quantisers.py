from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.problems.weight_compression.quantisers import CODEBOOKS, GROUP, nearest, quantised

RNG = np.random.RandomState(0)
WEIGHTS = RNG.standard_normal((24, 96)).astype(np.float32)
X = RNG.standard_normal((500, 96)) * np.exp(RNG.standard_normal(96))
GRAM = X.T @ X
ORDER = np.argsort(-np.diag(GRAM), kind="stable")


def loss(matrix: np.ndarray) -> float:  # type: ignore[type-arg]
    return float(np.linalg.norm(X @ (matrix - WEIGHTS).T) / np.linalg.norm(X @ WEIGHTS.T))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), bits=st.integers(2, 4), name=st.sampled_from(sorted(CODEBOOKS)))
def test_levels_are_as_many_as_the_bits_say_and_ascend(seed: int, bits: int, name: str) -> None:
    values = np.random.RandomState(seed).standard_normal((5, GROUP)).astype(np.float32)
    levels = CODEBOOKS[name](values, bits)
    assert levels.shape == (5, 2**bits)
    assert np.isfinite(levels).all()
    assert (np.diff(levels, axis=1) >= 0).all()


@pytest.mark.parametrize("name", CODEBOOKS)
def test_rows_that_are_all_alike_are_kept(name: str) -> None:
    values = np.full((3, GROUP), 0.25, np.float32)
    levels = CODEBOOKS[name](values, 2)
    chosen = np.take_along_axis(levels, nearest(values, levels), axis=1)
    assert np.allclose(chosen, values, atol=1e-3)


def test_the_nearest_level_is_the_nearest() -> None:
    levels = np.sort(RNG.standard_normal((4, 8)), axis=1)
    values = RNG.standard_normal((4, 50))
    expected = np.abs(values[:, :, None] - levels[:, None, :]).argmin(axis=2)
    assert np.array_equal(nearest(values, levels), expected)


@pytest.mark.parametrize("name", CODEBOOKS)
def test_more_bits_lose_less(name: str) -> None:
    losses = [
        loss(quantised(WEIGHTS, np.full(96, b), ORDER, GRAM, codebook=CODEBOOKS[name])) for b in (2, 3, 4)
    ]
    assert losses[0] > losses[1] > losses[2]


def test_errors_fed_forward_lose_less() -> None:
    bits = np.full(96, 2)
    assert loss(quantised(WEIGHTS, bits, ORDER, GRAM)) < loss(quantised(WEIGHTS, bits, ORDER, None))


def test_sums_of_signs_lose_less_than_a_uniform_grid() -> None:
    bits = np.full(96, 2)
    uniform = quantised(WEIGHTS, bits, ORDER, None, codebook=CODEBOOKS["uniform"])
    assert loss(quantised(WEIGHTS, bits, ORDER, None)) < loss(uniform)


def test_a_row_of_a_group_takes_no_more_values_than_its_bits_allow() -> None:
    bits = np.where(np.arange(96) < 40, 4, 2)
    order = np.arange(96)
    out = quantised(WEIGHTS, bits, order, GRAM)
    for begin, end, width in ((0, 32, 4), (32, 40, 4), (40, 72, 2), (72, 96, 2)):
        assert all(len(np.unique(row)) <= 2**width for row in out[:, begin:end])


def test_feedback_equals_plain_gptq_column_by_column() -> None:
    """Frantar et al., algorithm 1 without blocks: the inverse is updated by elimination."""
    weights, gram = WEIGHTS[:6, :40].astype(np.float64), GRAM[:40, :40].copy()
    out = quantised(weights, np.full(40, 2), np.arange(40), gram, codebook=CODEBOOKS["uniform"])
    gram[np.diag_indices(40)] += 0.01 * np.diag(gram).mean()
    inverse, work = np.linalg.inv(gram), weights.copy()
    for column in range(40):
        if column % GROUP == 0:
            levels = CODEBOOKS["uniform"](work[:, column : min(column + GROUP, 40)], 2)
        now = work[:, column : column + 1]
        kept = np.take_along_axis(levels, nearest(now, levels), axis=1)
        assert np.allclose(out[:, column], kept[:, 0])
        work -= (now - kept) / inverse[column, column] * inverse[column]
        inverse -= np.outer(inverse[:, column], inverse[column]) / inverse[column, column]


def test_the_matrix_is_not_changed() -> None:
    before = WEIGHTS.copy()
    quantised(WEIGHTS, np.full(96, 2), ORDER, GRAM)
    assert np.array_equal(WEIGHTS, before)
