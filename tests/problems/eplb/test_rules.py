"""Balance, locality and the board's score, on cases small enough to do by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from adrs.problems.eplb.rules import Cluster, Placement, balance, board_score, gpu_loads, local_groups
from tests.problems.eplb.scenes import SMALL

LOAD = np.array([[8, 4, 2, 2]])
TWICE = Placement(np.array([[0, 1, 2, 3, 0, 1, 2, 3]]), np.array([[2, 2, 2, 2]]))


def test_replicas_share_the_load_of_their_expert() -> None:
    assert gpu_loads(LOAD, TWICE, 4).tolist() == [[6, 2, 6, 2]]
    found = balance(LOAD, TWICE, 4)
    assert (found.gpu, found.slot) == (4 / 6, 2 / 4)


def test_busy_layers_weigh_more() -> None:
    load = np.array([[8, 4, 2, 2], [0, 0, 0, 1000]])
    both = Placement(np.repeat(TWICE.phy2log, 2, axis=0), np.repeat(TWICE.counts, 2, axis=0))
    assert balance(load, both, 4).gpu == (4 + 250) / (6 + 500)


def test_no_load_has_no_balance() -> None:
    assert balance(0 * LOAD, TWICE, 4).gpu == 0


@given(
    arrays.arrays(np.int64, (3, 4), elements=st.integers(0, 10**6)),
    st.permutations([0, 1, 2, 3, 0, 1, 2, 3]),
)
def test_load_is_conserved_and_balance_is_a_share(load: np.ndarray, slots: list[int]) -> None:
    placement = Placement(np.tile(slots, (3, 1)), np.full((3, 4), 2))
    assert gpu_loads(load, placement, 4).sum() == pytest.approx(load.sum())
    assert 0 <= balance(load, placement, 4).gpu <= 1 + 1e-12


def test_a_group_is_local_when_one_node_holds_all_its_replicas() -> None:
    apart = Placement(np.array([[0, 0, 1, 1, 2, 2, 3, 3]]), np.array([[2, 2, 2, 2]]))
    assert local_groups(apart, SMALL) == 1
    assert local_groups(TWICE, SMALL) == 0
    assert local_groups(apart, Cluster(8, 3, 2, 4)) == 0


@pytest.mark.parametrize(
    ("seconds", "score"), [(0, 100), (0.0005, 100), (0.002, 95), (1.0, 70.01), (9, 70.0011)]
)
def test_speed_is_worth_up_to_ten_points_and_slowness_costs_up_to_twenty(
    seconds: float, score: float
) -> None:
    assert board_score(1.0, seconds) == pytest.approx(score, abs=1e-3)
