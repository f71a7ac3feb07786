from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adrs.core.workload import Split
from adrs.study.gaps import area_under, curve_at, grid, measure
from adrs.study.yardstick import yardsticks
from tests.study.made import PROBLEM, record, value_at

RUN = record("a", 1, gap=0.2)
SCALES = yardsticks(PROBLEM, RUN.human, RUN.naive)


def test_a_curve_steps_where_the_best_changes() -> None:
    found = curve_at(RUN, SCALES[Split.TRAIN], range(12))
    assert np.isnan(found[0])
    assert found[1:].tolist() == pytest.approx([1.0] * 4 + [0.2] * 7)


def test_the_area_is_the_mean_from_the_last_seed_to_the_end_of_the_budget() -> None:
    assert area_under(RUN, SCALES[Split.TRAIN], 10) == pytest.approx((4 * 1.0 + 6 * 0.2) / 10)


def test_a_run_that_ended_early_keeps_its_last_value() -> None:
    assert area_under(RUN, SCALES[Split.TRAIN], 20) == pytest.approx((4 * 1.0 + 16 * 0.2) / 20)


def test_gaps_are_of_the_best_on_train_and_of_the_champion_elsewhere() -> None:
    values = {**RUN.values, Split.TRAIN: value_at(0.5, Split.TRAIN), Split.TEST: value_at(0.9, Split.TEST)}
    found = measure(replace(RUN, values=values), SCALES, 10)
    assert found.gaps[Split.TRAIN] == pytest.approx(0.2)
    assert found.gaps[Split.TEST] == pytest.approx(0.9)
    assert found.drop == pytest.approx(0.4)  # the champion's own train value counts here
    assert found.fell_back == ()


def test_a_champion_that_fails_counts_as_the_naive_seed() -> None:
    found = measure(record("a", 1, gap=0.2, valid=False), SCALES, 10)
    assert found.gaps[Split.TEST] == pytest.approx(3.0)
    assert found.fell_back == (Split.TEST,)
    assert found.drop is None


def test_a_run_without_anything_valid_has_no_area() -> None:
    found = measure(replace(RUN, steps=(), values={}), SCALES, 10)
    assert found.area is None
    assert list(found.gaps.values()) == pytest.approx([3.0] * 3)


@pytest.mark.parametrize(("seeds", "horizon"), [(1, 10), (4, 500), (4, 4), (6, 3)])
def test_a_grid_goes_from_the_seeds_to_the_end(seeds: int, horizon: int) -> None:
    spots = grid(seeds, horizon)
    assert spots == sorted(set(spots))
    assert (spots[0], spots[-1]) == (seeds, max(seeds, horizon))
    assert len(spots) <= 120
