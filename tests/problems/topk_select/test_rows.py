import itertools

import numpy as np
import pytest

from adrs.core.workload import Split
from adrs.problems.topk_select.rows import BLOCK, FAMILIES, LARGEST, LEVELS, POOL, make
from adrs.problems.topk_select.workloads import PLANS, synthetic
from tests.problems.topk_select.scenes import recipe

LARGE = 65_536


@pytest.mark.parametrize("family", FAMILIES)
def test_a_row_is_float32_and_has_a_finite_element(family: str) -> None:
    row = make(recipe(family))
    assert row.dtype == np.float32
    assert not np.isnan(row).any()
    assert row.max() < np.inf
    assert np.isfinite(row).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_row_is_the_same_in_memory_used_again(family: str) -> None:
    memory = np.full(LARGEST, np.nan, dtype=np.float32)
    make(recipe("heavy", seed=9), memory)
    assert np.array_equal(make(recipe(family), memory), make(recipe(family)))


def test_gaussian_rows_have_the_moments_and_the_tail_of_a_gaussian() -> None:
    row = make(recipe("gaussian", size=LARGE, scale=2.0)) / 2.0
    assert abs(row.mean()) < 0.03
    assert abs(row.std() - 1.0) < 0.02
    assert abs(np.mean(row > 2.0) - 0.02275) < 0.003


def test_heavy_rows_follow_zipfs_law_after_softmax() -> None:
    row = np.sort(make(recipe("heavy", size=LARGE, scale=1.5)))[::-1].astype(np.float64)
    ranks = np.array([30, 3000])
    slope = np.diff(row[ranks]) / np.diff(np.log(ranks))
    assert abs(slope[0] + 1.5) < 0.15


def test_duplicates_are_bfloat16_and_many() -> None:
    row = make(recipe("duplicates", size=LARGE))
    assert not (row.view(np.uint32) & 0xFFFF).any()
    assert len(np.unique(row)) < len(row) / 8


def test_masked_rows_hide_their_share() -> None:
    row = make(recipe("masked", size=LARGE, share=0.75))
    assert abs(np.mean(row == -np.inf) - 0.75) < 0.01


def test_block_sorted_rows_ascend_in_blocks_and_fall_along_the_row() -> None:
    row = make(recipe("block_sorted", size=LARGE))
    rises = np.diff(row.reshape(-1, BLOCK), axis=1) > -0.2  # the level falls a little within a block, too
    assert rises.mean() > 0.99
    assert row[: LARGE // 8].mean() > row[-LARGE // 8 :].mean() + 5.0


def test_the_pool_is_uniform() -> None:
    counts = np.bincount(POOL >> 8, minlength=256)
    expected = len(POOL) / 256
    assert ((counts - expected) ** 2 / expected).sum() < 360  # chi-square, 255 degrees; 360 is past 1e-5
    assert int(POOL.max()) < LEVELS


def test_rows_of_a_workload_have_nothing_in_common() -> None:
    """No row predicts another: neither values nor which places are greatest."""
    workload = synthetic(Split.TRAIN)[0]
    rows = [make(r) / r["scale"] for r in workload.inputs["rows"][:8]]
    for a, b in itertools.combinations(rows, 2):
        assert abs(np.corrcoef(a, b)[0, 1]) < 0.02
        shared = set(np.argsort(a)[-500:]) & set(np.argsort(b)[-500:])
        assert len(shared) < 20


def test_no_two_rows_of_any_split_are_made_alike() -> None:
    made = [tuple(r["starts"][:4]) for split in PLANS for w in synthetic(split) for r in w.inputs["rows"]]
    shifts = [(a - b, c - d) for a, b, c, d in made]
    assert len(set(shifts)) == len(shifts)


def test_every_family_divides_into_blocks_and_fits_the_memory() -> None:
    for split in PLANS:
        for workload in synthetic(split):
            assert all(r["size"] % BLOCK == 0 and r["size"] <= LARGEST for r in workload.inputs["rows"])
            assert all(r["k"] > 0 or r["p"] < 1.0 for r in workload.inputs["rows"])


def test_test_has_families_and_sizes_that_train_lacks() -> None:
    seen = {(r["family"], r["size"]) for w in synthetic(Split.TRAIN) for r in w.inputs["rows"]}
    for workload in synthetic(Split.TEST):
        assert not seen & {(r["family"], r["size"]) for r in workload.inputs["rows"]}
