"""Trade-offs between objectives, and the volume under them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.verdict import Evaluation
from adrs.run.front import Front, hypervolume

GRID = st.tuples(*[st.integers(0, 6)] * 3)


def evaluation(score: float, **also: float) -> Evaluation:
    return Evaluation(verdicts=(), value=score, score=score, also=also)


def test_what_another_beats_everywhere_leaves_the_front() -> None:
    front = Front()
    assert front.add("c1", evaluation(1.0, hits=0.2))
    assert front.add("c2", evaluation(0.5, hits=0.9))
    assert not front.add("c3", evaluation(0.5, hits=0.9))
    assert not front.add("c4", evaluation(0.4, hits=0.1))
    assert front.add("c5", evaluation(1.5, hits=0.3))
    assert [member.candidate for member in front.members] == ["c2", "c5"]


def test_without_further_objectives_there_is_no_front() -> None:
    front = Front()
    assert not front.add("c1", evaluation(1.0))
    assert front.hypervolume == 0.0


def test_two_objectives_by_hand() -> None:
    assert hypervolume([(1.0, 3.0), (2.0, 1.0)]) == pytest.approx(3.0 + 1.0)
    assert hypervolume([(1.0, 1.0)]) == 1.0
    assert hypervolume([(1.0, -1.0)]) == 0.0


@given(points=st.lists(GRID, min_size=1, max_size=8))
def test_three_objectives_as_counted_cell_by_cell(points: list[tuple[int, int, int]]) -> None:
    cells = sum(
        any(x < p[0] and y < p[1] and z < p[2] for p in points) for x, y, z in product(range(6), repeat=3)
    )
    assert hypervolume(points) == pytest.approx(cells)
