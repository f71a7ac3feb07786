from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from adrs.study import ranks

values = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=9)
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(values, values)
def test_one_side_wins_what_the_other_loses(ours: list[float], theirs: list[float]) -> None:
    assert ranks.a12(ours, theirs) + ranks.a12(theirs, ours) == pytest.approx(1)
    assert ranks.cliffs_delta(ours, theirs) == pytest.approx(-ranks.cliffs_delta(theirs, ours))


@given(values, values)
def test_a12_is_the_u_statistic_as_a_share(ours: list[float], theirs: list[float]) -> None:
    u = stats.mannwhitneyu(theirs, ours).statistic  # pairs in which theirs is more
    assert ranks.a12(ours, theirs) == pytest.approx(u / (len(ours) * len(theirs)))


def test_less_is_better() -> None:
    assert ranks.a12([1, 2], [3, 4]) == 1.0
    assert ranks.a12([3, 1], [2, 2]) == 0.5


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.5, "negligible"), (0.56, "small"), (0.44, "small"), (0.64, "medium"), (0.71, "large"), (0, "large")],
)
def test_magnitudes_have_the_published_thresholds(value: float, word: str) -> None:
    assert ranks.magnitude(value) == word


def test_holm_by_hand() -> None:
    # 3 * 0.01, 2 * 0.02 (and not below it), then 0.5
    assert ranks.holm([0.02, 0.01, 0.5]) == pytest.approx([0.04, 0.03, 0.5])
    assert ranks.holm([0.04, 0.03]) == pytest.approx([0.06, 0.06])


@given(p_values)
def test_holm_keeps_the_order_and_never_helps(raw: list[float]) -> None:
    corrected = ranks.holm(raw)
    assert all(r <= c <= 1 for r, c in zip(raw, corrected, strict=True))
    for (r1, c1), (r2, c2) in itertools.combinations(zip(raw, corrected, strict=True), 2):
        if r1 < r2:
            assert c1 <= c2
        elif r1 > r2:
            assert c1 >= c2
    assert max(corrected) <= min(1.0, len(raw) * max(raw))


def enumerated(gaps: list[float]) -> float:
    """The signed-rank test by trying every change of sign."""
    magnitudes = stats.rankdata(np.abs(gaps))
    magnitudes[np.asarray(gaps) == 0] = 0
    observed = abs((np.sign(gaps) * magnitudes).sum())
    signs = itertools.product((-1, 1), repeat=len(gaps))
    extreme = [abs(np.dot(sign, magnitudes)) >= observed - 1e-9 for sign in signs]
    return sum(extreme) / len(extreme)


@pytest.mark.parametrize(
    "gaps", [[1, 2, 3, 4, 5], [0, 0, 1, 2, -3], [1, 1, 1, -1, 2, 2], [-1, -2, -2, 0, -4, -5, 3]]
)
def test_the_signed_rank_test_is_exact_also_with_ties(gaps: list[float]) -> None:
    assert ranks.wilcoxon(gaps, [0.0] * len(gaps)) == pytest.approx(enumerated(gaps))


def test_ten_wins_of_ten_give_the_least_p() -> None:
    ours, theirs = [float(i) for i in range(10)], [2.0 * i + 1 for i in range(10)]
    assert ranks.wilcoxon(ours, theirs) == pytest.approx(ranks.least_p(10))


def test_many_pairs_are_approximated() -> None:
    ours = [0.01 * i for i in range(40)]
    theirs = [value + 0.3 + 0.001 * i for i, value in enumerate(ours)]
    assert ranks.wilcoxon(ours, theirs) < 1e-6


def test_no_difference_is_no_evidence() -> None:
    assert ranks.wilcoxon([1, 2, 3], [1, 2, 3]) == 1.0
    assert ranks.mann_whitney([1, 1], [1, 1, 1]) == 1.0


def test_the_rank_sum_test_is_scipys() -> None:
    ours, theirs = [1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0]
    assert ranks.mann_whitney(ours, theirs) == pytest.approx(2 / 35)  # 2 of C(7, 3) orders are as extreme


@given(st.lists(st.tuples(*[st.integers(0, 3).map(float)] * 3), min_size=1, max_size=6))
def test_ranks_add_up_and_agree_with_scipy(table: list[tuple[float, ...]]) -> None:
    found = ranks.average_ranks(table)
    assert sum(found) == pytest.approx(6)
    assert found == pytest.approx(np.mean([stats.rankdata(row) for row in table], axis=0).tolist())


def test_friedman_by_hand() -> None:
    # Three rows that agree wholly: chi square 6 with 2 degrees of freedom.
    assert ranks.friedman([[1, 2, 3], [4, 5, 6], [0, 1, 2]]) == pytest.approx(np.exp(-3))
    assert ranks.friedman([[1, 1, 1], [2, 2, 2]]) == 1.0
    assert ranks.friedman([[1, 2, 3]]) is None
    assert ranks.friedman([[1, 2], [1, 2]]) is None
