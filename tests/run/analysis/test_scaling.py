from __future__ import annotations

import pytest

from adrs.run.analysis.scaling import growth

SIZES = [10.0, 14.0, 20.0, 30.0, 45.0, 70.0, 100.0, 150.0]


@pytest.mark.parametrize("exponent", [1.0, 2.0])
def test_the_exponent_of_a_power_law_over_a_constant_is_found(exponent: float) -> None:
    found = growth(SIZES, [0.01 + 1e-3 * size**exponent for size in SIZES])
    assert found is not None
    assert found.exponent == pytest.approx(exponent, abs=0.101)
    assert found.low <= exponent + 0.11
    assert found.doubtful == ""
    assert found.at(100.0) == pytest.approx(0.01 + 1e-3 * 100.0**exponent, rel=0.02)


def test_the_size_at_which_a_limit_is_reached_solves_the_fit() -> None:
    found = growth(SIZES, [1e-3 * size for size in SIZES])
    assert found is not None
    size = found.reaches(10.0)
    assert size is not None
    assert found.at(size) == pytest.approx(10.0, rel=1e-6)


@pytest.mark.parametrize(
    ("sizes", "used", "why"),
    [
        ([10.0, 11.0, 12.0, 13.0, 14.0], [1.0, 1.1, 1.2, 1.3, 1.4], "times the smallest"),
        (SIZES, [1.0 + 1e-6 * size for size in SIZES], "outweighs"),
    ],
)
def test_an_exponent_that_cannot_be_told_is_doubtful(sizes: list[float], used: list[float], why: str) -> None:
    found = growth(sizes, used)
    assert found is not None
    assert why in found.doubtful


def test_too_few_workloads_give_no_fit() -> None:
    assert growth([1.0, 2.0], [1.0, 2.0]) is None
