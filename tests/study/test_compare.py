from __future__ import annotations

import pytest

from adrs.study import ranks
from adrs.study.compare import Comparison, Finding, compare

SEEDS = range(1, 11)


def runs(*gaps: float) -> dict[int, float]:
    return dict(zip(SEEDS, gaps, strict=False))


GOOD = runs(*(0.10 + 0.01 * i for i in range(10)))
BAD = runs(*(0.50 + 0.02 * i for i in range(10)))
MIXED = runs(*(0.10 + 0.01 * ((7 * i) % 10) for i in range(10)))


def one(ours: dict[int, float], theirs: dict[int, float]) -> Comparison:
    (found,) = compare("p", {"us": ours, "them": theirs}, "us")
    return found


def test_ten_wins_of_ten_are_decided_and_turn_round() -> None:
    found = one(GOOD, BAD)
    assert (found.finding, found.paired, found.test, found.n) == (Finding.BETTER, True, "Wilcoxon", (10, 10))
    assert found.p == pytest.approx(2 / 2**10)
    assert found.a12 == found.delta == 1.0
    assert found.difference.value == pytest.approx(-0.445)
    assert one(BAD, GOOD).finding is Finding.WORSE


def test_no_difference_is_said_to_be_none_or_not_decided() -> None:
    assert one(GOOD, dict(GOOD)).finding is Finding.EQUAL
    assert one(GOOD, MIXED).finding is Finding.UNDECIDED


def test_three_pairs_decide_nothing() -> None:
    assert one(runs(0.1, 0.1, 0.1), runs(5.0, 6.0, 7.0)).finding is Finding.UNDECIDED


def test_one_run_decides_nothing() -> None:
    assert one({1: 0.1}, {1: 5.0}).finding is Finding.UNDECIDED


def test_other_seeds_are_independent_runs() -> None:
    found = one(GOOD, {seed + 100: gap for seed, gap in BAD.items()})
    assert (found.paired, found.test, found.finding) == (False, "Mann–Whitney", Finding.BETTER)


def test_more_comparisons_make_each_less_certain() -> None:
    many = {"us": GOOD, **{f"them {i}": BAD for i in range(30)}}
    found = compare("p", many, "us")
    assert found[0].p_holm == pytest.approx(30 * 2 / 2**10)
    assert {comparison.finding for comparison in found} == {Finding.UNDECIDED}


def test_without_scipy_nothing_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "tests_available", lambda: False)
    found = one(GOOD, BAD)
    assert (found.p, found.p_holm, found.finding) == (None, None, Finding.UNDECIDED)
    assert found.a12 == 1.0


def test_without_runs_of_the_reference_nothing_is_compared() -> None:
    assert compare("p", {"us": {}, "them": GOOD}, "us") == []
    assert compare("p", {"us": GOOD, "them": {}}, "us") == []
