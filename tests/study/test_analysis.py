from __future__ import annotations

import pytest

from adrs.core.workload import Split
from adrs.study.analysis import Analysis, analyse
from adrs.study.compare import Finding
from tests.study.made import PROBLEM, record, spec

SEEDS = range(1, 7)


def analysis(**gaps: float) -> Analysis:
    labels = list(gaps)
    records = [record(label, s, gap=gap + 0.01 * s) for s in SEEDS for label, gap in gaps.items()]
    return analyse(spec(labels), records, {"tiny": PROBLEM})


def test_the_best_mean_comes_first_and_ranks_follow() -> None:
    found = analysis(ours=0.3, worse=0.6, better=0.1)
    assert [(o.label, o.rank) for o in found.overall] == [("better", 1.0), ("ours", 2.0), ("worse", 3.0)]
    assert found.overall[1].mean.value == pytest.approx(0.335)
    assert found.overall[1].improved.value == 0.5
    assert found.overall[0].improved.value == 0.0
    assert found.overall[2].improved.value == 1.0


def test_six_clear_wins_are_decided_against_one() -> None:
    (on_tiny,) = analysis(ours=0.1, worse=0.6).problems
    assert [c.finding for c in on_tiny.comparisons] == [Finding.BETTER]
    assert on_tiny.horizon == 10


def test_figures_add_up_over_runs() -> None:
    figures = analysis(ours=0.1, worse=0.6).problems[0].figures["ours"]
    assert figures.total("cpu_s") == 30.0
    assert figures.outcomes == {"VALID": 42, "GATED": 12, "CRASHED": 6}
    assert (figures.failures["duplicate"], figures.asked, figures.fell_back) == (18, 72, 0)
    assert figures.gaps[Split.TEST].n == 6
    assert figures.area is not None
    assert figures.area.value == pytest.approx((4 * 1.0 + 6 * 0.135) / 10)
    assert figures.drop is not None
    assert figures.drop.value == pytest.approx(0.0)


def test_whoever_has_no_run_yet_is_left_out() -> None:
    records = [record("ours", 1, gap=0.1)]
    found = analyse(spec(["ours", "later"]), records, {"tiny": PROBLEM})
    assert (found.finished, found.planned) == (1, 12)
    assert [o.label for o in found.overall] == ["ours"]
    assert found.problems[0].comparisons == []


def test_without_any_run_there_is_nothing_to_say() -> None:
    found = analyse(spec(["ours", "later"]), [], {"tiny": PROBLEM})
    assert (found.problems, found.overall, found.friedman, found.measured) == ([], [], None, [])


def test_the_outcome_is_the_split_that_was_asked_for() -> None:
    records = [record("ours", s, gap=0.1, valid=False) for s in SEEDS]
    by_test = analyse(spec(["ours"]), records, {"tiny": PROBLEM})
    by_train = analyse(spec(["ours"], outcome=Split.TRAIN), records, {"tiny": PROBLEM})
    assert by_test.overall[0].mean.value == pytest.approx(3.0)  # as the naive seed
    assert by_train.overall[0].mean.value == pytest.approx(0.1)
