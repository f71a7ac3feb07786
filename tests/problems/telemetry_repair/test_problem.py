from __future__ import annotations

from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split
from adrs.problems.telemetry_repair.problem import create
from adrs.testing.inprocess import answer_of

GOLDEN_NAMES = {
    "echo": "pass_through",
    "pair_mean": "pair_mean",
    "pair_hardened": "pair_hardened",
    "pair_conservation": "human_sota",
}
ZERO = """
def repair(telemetry, topology):
    zero = (0.0, 0.0, 1.0)
    return {n: {"rx_rate": zero, "tx_rate": zero, "interface_status": ("up", "up", 1.0)} for n in telemetry}
"""


def public_scores(problem: Problem, program: Program) -> list[float]:
    scores = [problem.judge(w, answer_of(problem, program, w)) for w in problem.workloads(Split.LEADERBOARD)]
    return [score.metrics["public_combined"] for score in scores]


@pytest.mark.parametrize("name", ["zero", "pair_max", *GOLDEN_NAMES])
def test_baselines_score_what_is_published(golden: dict[str, Any], data: Path, name: str) -> None:
    problem = create(data)
    known = {"zero": Program.from_text(ZERO), "pair_max": problem.seeds["pair_max"]}
    program = known.get(name) or problem.baselines[GOLDEN_NAMES[name]]
    found = public_scores(problem, program)
    expect = golden["aggregates"]["baselines"][name]
    assert fmean(found) == pytest.approx(expect["combined"], abs=1e-12)
    assert found == pytest.approx(expect["per_scenario"], abs=1e-12)


def test_every_golden_snapshot_scores_as_published(golden: dict[str, Any], data: Path) -> None:
    problem = create(data)
    found = public_scores(problem, problem.baselines["human_sota"])
    for case in golden["cases"]:
        if "sequence_index" in case:
            expect = case["metrics"]["pair_conservation"]["combined"]
            assert found[case["sequence_index"]] == pytest.approx(expect, abs=1e-12)


def test_the_leaderboard_has_the_public_metric_and_no_other_split() -> None:
    problem = create()
    metrics = {"public_combined": 0.9}
    good = (Verdict(workload=str(n), outcome=Outcome.VALID, value=1.0, metrics=metrics) for n in range(29))
    verdicts = [*good, Verdict(workload="29", outcome=Outcome.CRASHED)]
    board = problem.published(verdicts, Split.LEADERBOARD)
    assert board is not None
    assert board.value == pytest.approx(0.9 * 29 / 30)
    assert problem.published(verdicts[1:], Split.LEADERBOARD) is None
    assert problem.published(verdicts, Split.TEST) is None


def test_sizes_are_known_without_data_but_the_snapshots_are_not() -> None:
    problem = create()
    assert problem.sizes()[Split.LEADERBOARD] == 30
    with pytest.raises(DataError, match="--data"):
        problem.workloads(Split.LEADERBOARD)


def test_all_programs_beyond_passing_through_are_cited() -> None:
    problem = create()
    assert set(problem.citations) == set(problem.baselines)


def test_programs_have_one_region_and_no_marks_for_our_tools() -> None:
    problem = create()
    for program in [*problem.seeds.values(), *problem.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.count("EVOLVE-BLOCK-START") == program.text.count("EVOLVE-BLOCK-END") == 1
