from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.run.report.axis import Axis, round_step, spread, tick_text


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_evenly_spaced_and_inside(low: float, width: float) -> None:
    axis = Axis(low, low + width, 0, 100)
    ticks = axis.ticks()
    assert 1 <= len(ticks) <= 7
    assert all(low - 1e-6 * width <= tick <= low + width * (1 + 1e-6) for tick in ticks)
    steps = [after - before for before, after in pairwise(ticks)]
    assert all(step == pytest.approx(steps[0]) for step in steps)


@pytest.mark.parametrize(
    ("rough", "step"), [(1.0, 1.0), (1.1, 2.0), (0.03, 0.05), (7.0, 10.0), (120.0, 200.0)]
)
def test_steps_are_round(rough: float, step: float) -> None:
    assert round_step(rough) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "step", "text"), [(0.05, 0.01, "0.05"), (2000.0, 500.0, "2,000"), (0.0, 0.2, "0.0")]
)
def test_ticks_have_as_many_decimals_as_their_step_needs(value: float, step: float, text: str) -> None:
    assert tick_text(value, step) == text


def test_values_past_the_ends_are_drawn_at_them() -> None:
    axis = Axis(0, 10, 100, 200)
    assert [axis.place(v) for v in (-5, 0, 5, 10, 99)] == [100, 100, 150, 200, 200]


@given(st.lists(st.floats(0, 300), max_size=6))
def test_labels_end_up_apart_and_in_order(places: list[float]) -> None:
    moved = spread(places, 16)
    ranked = [moved[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(after - before >= 16 - 1e-9 for before, after in pairwise(ranked))
