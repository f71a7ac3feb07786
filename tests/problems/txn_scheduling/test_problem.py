from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from adrs.core.errors import DataError
from adrs.core.problem import Objective
from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split
from adrs.problems.txn_scheduling.judge import judge
from adrs.problems.txn_scheduling.problem import PUBLISHED_LOWER_BOUND, create, published_score
from adrs.problems.txn_scheduling.simulator import Workload as Oracle
from tests.problems.txn_scheduling.batches import text_of
from tests.problems.txn_scheduling.conftest import Answers


def verdicts(values: list[float | None]) -> list[Verdict]:
    return [
        Verdict(workload=f"w{i}", outcome=Outcome.INVALID if v is None else Outcome.VALID, value=v)
        for i, v in enumerate(values)
    ]


def total(problem: Any, answer: Answers, text: str, split: Split) -> float:
    objective: Objective = problem.objective
    return objective.combine([judge(w, answer(text, w)).value for w in problem.workloads(split)])


def test_published_scores_are_the_golden_ones(golden: dict[str, Any]) -> None:
    for makespan, score in golden["aggregates"]["score_of"].items():
        assert published_score(float(makespan)) == pytest.approx(score, abs=1e-9)


def test_the_leaderboard_has_the_boards_score_and_no_other_split() -> None:
    problem = create()
    board = problem.published(verdicts([148.0, 33.0, 28.0]), Split.LEADERBOARD)
    assert board is not None
    assert board.value == pytest.approx(74.22493776872597)
    assert board.bound == pytest.approx(published_score(185.0))
    assert board.bound > board.value
    assert problem.published(verdicts([1.0]), Split.TEST) is None


@pytest.mark.parametrize("values", [[1.0, None, 1.0], [1.0, 1.0], []])
def test_one_failure_or_a_missing_workload_scores_nothing_on_the_board(values: list[float | None]) -> None:
    board = create().published(verdicts(values), Split.LEADERBOARD)
    assert board is not None
    assert board.value == 0.0


def test_sizes_are_known_without_data_but_the_batches_are_not() -> None:
    problem = create()
    assert problem.sizes()[Split.LEADERBOARD] == 3
    with pytest.raises(DataError, match="--data"):
        problem.workloads(Split.LEADERBOARD)


def test_file_order_scores_what_is_published(golden: dict[str, Any], data: Path, answer: Answers) -> None:
    problem = create(data)
    found = total(problem, answer, problem.baselines["file_order"].text, Split.LEADERBOARD)
    assert found == golden["aggregates"]["baseline_total"] == 537


def test_fewest_writes_first_scores_what_is_published(data: Path, answer: Answers) -> None:
    problem = create(data)
    assert total(problem, answer, problem.seeds["fewest_writes_first"].text, Split.LEADERBOARD) == 503


def test_human_sota_with_one_seed_for_all_reaches_the_published_total(
    golden: dict[str, Any], data: Path
) -> None:
    problem = create(data)
    oracles = [Oracle(text_of(w.inputs["txns"])) for w in problem.workloads(Split.LEADERBOARD)]
    before = random.getstate()
    namespace: dict[str, Any] = {}
    try:
        exec(problem.baselines["human_sota"].text, namespace)  # seeds random with 42, once
        results = [namespace["get_best_schedule"](oracle, 10) for oracle in oracles]
    finally:
        random.setstate(before)
    golden_one = next(o for o in golden["aggregates"]["named_orders"] if o["name"] == "SMF_k10_seed42")
    assert [makespan for makespan, _ in results] == golden_one["makespans"]
    assert sum(makespan for makespan, _ in results) == 352
    if "orders" in golden_one:
        assert [order for _, order in results] == golden_one["orders"]


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_the_human_reference_beats_file_order_on_every_batch(split: Split, answer: Answers) -> None:
    problem = create()
    for workload in problem.workloads(split):
        naive = judge(workload, answer(problem.seeds["naive"].text, workload)).value
        human = judge(workload, answer(problem.baselines["human_sota"].text, workload)).value
        assert human < 0.95 * naive, workload.id


README_TOTALS = {
    "naive": (1214, 1272),
    "fewest_writes_first": (1103, 1207),
    "random_sampling": (1115, 1125),
    "smf": (746, 788),
    "random": (1249, 1197),
    "human_sota": (746, 788),
}


@pytest.mark.parametrize("name", README_TOTALS)
def test_programs_score_what_the_readme_says(name: str, answer: Answers) -> None:
    problem = create()
    text = (problem.seeds.get(name) or problem.baselines[name]).text
    found = tuple(total(problem, answer, text, split) for split in (Split.TRAIN, Split.VALIDATION))
    assert found == README_TOTALS[name]
    readme = (Path(__file__).parents[3] / "src/adrs/problems/txn_scheduling/README.md").read_text()
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
    assert all(f" {value} " in row for value in README_TOTALS[name])


def test_the_golden_best_known_makespans_are_the_bounds(golden: dict[str, Any], data: Path) -> None:
    problem = create(data)
    bounds = [problem.bound(w) for w in problem.workloads(Split.LEADERBOARD)]
    assert [b and b.best_known for b in bounds] == golden["aggregates"]["best_known_makespans"]
    assert sum(b.value for b in bounds if b is not None and b.kind.proven) == PUBLISHED_LOWER_BOUND


def test_programs_have_one_region_and_no_marks_for_our_tools() -> None:
    problem = create()
    for program in [*problem.seeds.values(), *problem.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.count("EVOLVE-BLOCK-START") == program.text.count("EVOLVE-BLOCK-END") == 1
