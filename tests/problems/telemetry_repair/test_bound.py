from __future__ import annotations

from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from adrs.core.problem import BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair.bound import bound_of, informed
from adrs.problems.telemetry_repair.cases import cases_of
from adrs.problems.telemetry_repair.workloads import published, synthetic


def test_the_informed_repair_scores_as_published(golden: dict[str, Any], data: Path) -> None:
    cases = [cases_of(workload)[0] for workload in published(data)]
    scores = [case.published(informed(case)) for case in cases]
    expect = golden["aggregates"]["bounds"]["mask_oracle"]
    for part in ("counter", "status", "calibration", "combined"):
        assert fmean(getattr(score, part) for score in scores) == pytest.approx(expect[part], abs=1e-12)
    assert [score.combined for score in scores] == pytest.approx(expect["per_scenario"], abs=1e-12)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_nobody_who_guesses_passes_the_truth(split: Split) -> None:
    for workload in synthetic(split):
        bound = bound_of(workload)
        assert bound.kind is BoundKind.BOUND
        assert bound.best_known is not None
        assert 0.0 < bound.best_known < bound.value


def test_the_informed_repair_takes_the_intact_end(tiny: Workload) -> None:
    (case,) = cases_of(tiny)
    assert informed(case)["A_to_B"] == ((50.0, 1.0), (100.0, 1.0), "up")
    assert bound_of(tiny).best_known == pytest.approx(47.5)
