"""The fast truth against a plain one: sort everything, add up exactly."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.problems.topk_select import truth as module
from adrs.problems.topk_select.rows import FAMILIES, make
from adrs.problems.topk_select.truth import BAND, Truth, truth
from tests.problems.topk_select.scenes import recipe


def plain(row: np.ndarray, k: int, p: float) -> tuple[list[int], int, int]:
    """Order, least and greatest number that may be kept, by the definition and in rationals."""
    ranked = sorted((-float(value), index) for index, value in enumerate(row) if value > -np.inf)
    ranked = ranked[:k] if k else ranked
    if p >= 1.0:
        return [i for _, i in ranked], len(ranked), len(ranked)
    weights = [Fraction(exp(ranked[0][0] - negative)) for negative, _ in ranked]
    total, mass, counts = sum(weights), Fraction(0), []
    for goal in (Fraction(p) - Fraction(BAND), Fraction(p) + Fraction(BAND)):
        mass, count = Fraction(0), 0
        while count < len(weights) and mass < goal * total:
            mass, count = mass + weights[count], count + 1
        counts.append(max(count, 1))
    return [i for _, i in ranked], counts[0], counts[1]


def agrees(found: Truth, row: np.ndarray, k: int, p: float) -> None:
    order, fewest, most = plain(row, k, p)
    assert (found.fewest, len(found.order)) == (fewest, most)
    assert found.order.tolist() == order[:most]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("k", "p"), [(1, 1.0), (50, 1.0), (0, 0.9), (40, 0.95), (2047, 1.0), (0, 0.999)])
def test_agrees_with_the_definition(family: str, k: int, p: float) -> None:
    row = make(recipe(family))
    agrees(truth(row, k, p), row, k, p)


LOGITS = st.lists(
    st.sampled_from([-np.inf, -3.0, -0.0, 0.0, 0.25, 1.0, 1.5]) | st.floats(-20, 20, width=32),
    min_size=1,
    max_size=40,
).filter(lambda values: max(values) > -np.inf)


@settings(max_examples=150, deadline=None)
@given(LOGITS, st.integers(0, 12), st.sampled_from([0.001, 0.3, 0.5, 0.9, 0.999, 1.0]))
def test_agrees_with_the_definition_on_ties_zeros_and_masks(values: list[float], k: int, p: float) -> None:
    row = np.array(values, dtype=np.float32)
    agrees(truth(row, k, p), row, k, p)


def test_equal_values_rank_by_index() -> None:
    row = np.array([1, 2, 2, -np.inf, 2, 1], dtype=np.float32)
    assert truth(row, 2, 1.0).order.tolist() == [1, 2]
    assert truth(row, 4, 1.0).order.tolist() == [1, 2, 4, 0]


def test_what_is_masked_is_never_kept() -> None:
    row = np.array([-np.inf, 5, -np.inf], dtype=np.float32)
    assert truth(row, 2, 1.0).order.tolist() == [1]
    assert truth(row, 0, 0.99).order.tolist() == [1]


def test_a_cut_within_the_band_may_lie_on_either_side() -> None:
    row = np.zeros(4, dtype=np.float32)
    at_the_edge = truth(row, 0, 0.5)
    assert (at_the_edge.fewest, len(at_the_edge.order)) == (2, 3)
    clear = truth(row, 0, 0.5 + 2 * BAND)
    assert (clear.fewest, len(clear.order)) == (3, 3)


def test_a_wide_cut_is_found_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    row = make(recipe("gaussian", scale=0.5))
    whole = truth(row, 0, 0.9)
    monkeypatch.setattr(module, "FIRST_GUESS", 16)
    stepped = truth(row, 0, 0.9)
    assert np.array_equal(stepped.order, whole.order)
    assert stepped.fewest == whole.fewest
    assert len(whole.order) > 500
