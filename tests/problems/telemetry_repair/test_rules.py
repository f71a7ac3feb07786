from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.telemetry_repair import rules

RATE = st.floats(0.0, 1e5)
SHARE = st.floats(0.0, 1.0)


def test_every_golden_metric_is_the_published_one(golden: dict[str, Any]) -> None:
    for case in (case for case in golden["cases"] if case["kind"] == "metric"):
        truth = {name: tuple(values) for name, values in case["ground_truth"].items()}
        scores = rules.published(truth, result_of(case["repaired"]))
        for part in ("counter", "status", "calibration", "combined"):
            assert getattr(scores, part) == pytest.approx(case["expect"][part], abs=1e-12), case["name"]


def result_of(repaired: Any) -> Any:
    """A program's return value from its golden description."""
    if repaired is None:
        return None
    return {name: {key: entry_of(*e) for key, e in fields.items()} for name, fields in repaired.items()}


def entry_of(container: str, value: Any) -> Any:
    def number(part: Any) -> Any:
        return float(part) if part in ("nan", "inf") else part

    if container == "scalar":
        return number(value)
    return (tuple if container == "tuple" else list)(number(part) for part in value)


def one(value: float, confidence: float, true: float, status: str = "up") -> float:
    """Quality of a snapshot with one counter that matters."""
    truth = {"a": (true, None, "up")}
    return rules.quality(truth, {"a": ((value, confidence), (0.0, 0.0), status)}).combined


def test_the_truth_told_with_confidence_has_full_quality() -> None:
    assert one(80.0, 1.0, 80.0) == 1.0


@given(true=RATE, value=RATE, confidence=SHARE)
def test_nothing_is_better_than_the_truth(true: float, value: float, confidence: float) -> None:
    assert 0.0 <= one(value, confidence, true) <= 1.0


@given(p=SHARE, confidence=SHARE)
def test_the_best_confidence_is_the_chance_of_being_right(p: float, confidence: float) -> None:
    def expected(c: float) -> float:
        return p * rules.miss_of(100.0, c, 100.0) + (1 - p) * rules.miss_of(0.0, c, 100.0)

    assert expected(p) <= expected(confidence) + 1e-12


def test_right_means_within_five_per_cent() -> None:
    assert rules.miss_of(104.9, 1.0, 100.0) == 0.0
    assert rules.miss_of(105.1, 1.0, 100.0) == 1.0


def test_rates_below_one_are_measured_against_one() -> None:
    assert rules.error_of(0.5, 0.0) == 0.5
    assert rules.error_of(0.2, 0.1) == pytest.approx(0.1)


def test_a_changed_status_costs_its_weight() -> None:
    assert one(80.0, 1.0, 80.0, status="down") == pytest.approx(0.95)


def test_the_published_metric_pays_for_leaving_doubtful_interfaces_out() -> None:
    """The loophole that makes our judge insist on every interface."""
    truth = {"a": (100.0, 100.0, "up"), "b": (100.0, 100.0, "up")}
    reported = {"a": (100.0, 100.0), "b": (0.0, 0.0)}
    result = rules.as_published(reported, rules.pass_through(reported))
    assert rules.published(truth, result).combined < 0.6
    del result["b"]
    assert rules.published(truth, result).combined == 1.0
