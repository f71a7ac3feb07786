from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from adrs.study import ranks, resample

runs = st.lists(st.floats(-5, 5), min_size=1, max_size=12)
few = st.lists(st.lists(st.integers(0, 5).map(float), min_size=1, max_size=5), min_size=1, max_size=3)


@given(runs)
def test_the_middle_mean_is_scipys_trimmed_mean(values: list[float]) -> None:
    assert float(resample.middle_mean(np.array(values))) == pytest.approx(stats.trim_mean(values, 0.25))


def test_one_bad_run_moves_the_mean_and_not_the_middle() -> None:
    strata = [[0.1, 0.2, 0.3, 0.4], [0.2, 0.2, 0.2, 90.0]]
    assert resample.mean_of_means(strata).value > 10
    assert resample.interquartile_mean(strata).value == pytest.approx(0.225)


def test_intervals_hold_the_figure_and_repeat() -> None:
    values = [0.1, 0.4, 0.2, 0.9, 0.3]
    found = resample.mean(values)
    assert found == resample.mean(values)
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(0.38)
    assert found.n == 5


def test_a_mean_over_problems_weighs_problems_alike() -> None:
    assert resample.mean_of_means([[1.0] * 9, [3.0]]).value == pytest.approx(2.0)


def test_one_run_has_no_width() -> None:
    found = resample.mean([0.5])
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)


def test_the_bootstrap_of_a_mean_is_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(1).normal(size=400).tolist()
    found = resample.mean(values)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * np.std(values) / 20, rel=0.1)


@given(few)
def test_improvement_is_the_mean_of_a12(ours: list[list[float]]) -> None:
    theirs = [list(reversed([value + 1 for value in part])) for part in ours]
    found = resample.improvement(ours, theirs)
    expected = np.mean([ranks.a12(a, b) for a, b in zip(ours, theirs, strict=True)])
    assert found.value == pytest.approx(expected)
    assert 0 <= found.low <= found.high <= 1
    assert found.value + resample.improvement(theirs, ours).value == pytest.approx(1)


def test_bands_enclose_their_mean() -> None:
    curves = np.array([[1.0, 0.5, 0.2], [1.0, 0.9, 0.8], [1.0, 0.4, 0.1]])
    middle, low, high = resample.band(curves)
    assert middle.tolist() == pytest.approx([1.0, 0.6, 1.1 / 3])
    assert (low <= middle + 1e-12).all()
    assert (middle <= high + 1e-12).all()
    assert low[0] == pytest.approx(high[0])
