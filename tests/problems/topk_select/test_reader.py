import numpy as np
import pytest

from adrs.problems.topk_select.reader import Row

VALUES = np.array([3, -1, 7, 7, -np.inf, 0], dtype=np.float32)


@pytest.fixture
def row() -> Row:
    return Row(VALUES.copy())


def test_reads_count_their_elements_and_give_copies(row: Row) -> None:
    part = row.read(1, 4)
    part[:] = 100.0
    assert row.read(1, 4).tolist() == [-1, 7, 7]
    assert row.reads == 6


def test_a_sample_costs_what_it_takes(row: Row) -> None:
    assert row.read(0, None, 3).tolist() == [3, 7]
    assert row.reads == 2


def test_a_pass_costs_every_element(row: Row) -> None:
    indices, values = row.at_least(3.0)
    assert indices.tolist() == [0, 2, 3]
    assert values.tolist() == [3, 7, 7]
    assert row.count_at_least(0.0) == 4
    assert row.max() == 7.0
    assert row.reads == 3 * len(row)


def test_mass_adds_up_exponentials(row: Row) -> None:
    assert row.mass(7.0) == pytest.approx(np.exp(VALUES.astype(float) - 7.0).sum())
    assert row.reads == row.size == 6


def test_numpy_takes_a_row_by_copying(row: Row) -> None:
    array = np.asarray(row)
    array[:] = 0.0
    assert np.partition(row, 5)[5] == 7.0
    assert row.reads == 12
    assert np.asarray(row, dtype=np.float64).dtype == np.float64


def test_numpy_is_refused_a_view(row: Row) -> None:
    with pytest.raises(ValueError, match="copying"):
        row.__array__(copy=False)
