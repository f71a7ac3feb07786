"""The parts together: published figures, the order of programs, the charge for time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adrs.core.errors import DataError
from adrs.core.verdict import Outcome, Usage, Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql.counter import count_hits
from adrs.problems.llm_sql.judge import base_rate, judge
from adrs.problems.llm_sql.problem import charge, create
from adrs.problems.llm_sql.tables import Table, merged, printed
from adrs.testing.inprocess import answer_of
from tests.problems.llm_sql.conftest import HINTS


@pytest.fixture(scope="module")
def beer(data: Path) -> Workload:
    return create(data).workloads(Split.LEADERBOARD)[-1]


def rows_of(table: Table, order: list[str]) -> list[str]:
    texts = dict(zip(table.names, printed(table), strict=True))
    return list(map("".join, zip(*(texts[name] for name in order), strict=True)))


def test_original_order_of_the_public_table(beer: Workload, aggregates: dict[str, Any]) -> None:
    table = Table.of(beer.inputs)
    assert count_hits(rows_of(table, list(table.names))) == aggregates["original_order_unmerged"]["hits"]
    merged_one = aggregates["original_order_merged (the leaderboard's zero point for this file)"]
    assert base_rate(beer) == pytest.approx(merged_one["hit_rate"], abs=1e-12)
    assert 100 * base_rate(beer) == pytest.approx(14.43, abs=0.005)


def test_other_orders_of_the_public_table(beer: Workload, aggregates: dict[str, Any]) -> None:
    table = Table.of(beer.inputs)
    reverse = aggregates["reversed_column_order_unmerged"]
    assert count_hits(rows_of(table, list(table.names)[::-1])) == reverse["hits"]
    for name, figure in aggregates.items():
        if isinstance(figure, dict) and "order" in figure:
            shown = merged(table, beer.inputs["merge"]) if "_merged" in name else table
            assert count_hits(rows_of(shown, figure["order"])) == figure["hits"], name


def test_beginnings_of_the_public_table(beer: Workload, aggregates: dict[str, Any]) -> None:
    table = Table.of(beer.inputs)
    rows = rows_of(table, list(table.names))
    for case in aggregates["prefix_subsets_original_order"]:
        assert count_hits(rows[: case["first_rows"]]) == case["hits"]


def test_seeds_order_columns_as_the_published_baselines(beer: Workload, aggregates: dict[str, Any]) -> None:
    problem = create()
    for name, key in (("cardinality", "fewest_distinct"), ("statistic", "column_statistic_order_unmerged")):
        figure = next(value for title, value in aggregates.items() if title.startswith(key))
        score = judge(beer, answer_of(problem, problem.seeds[name], beer))
        assert score.metrics["hits"] == figure["hits"]


@pytest.mark.slow
def test_ggr_reaches_the_published_figure(beer: Workload, aggregates: dict[str, Any]) -> None:
    problem = create()
    figure = next(value for title, value in aggregates.items() if title.startswith("ggr_reference"))
    score = judge(beer, answer_of(problem, problem.baselines["human_sota"], beer))
    assert score.metrics["hits"] == figure["hits"] == 1606630
    assert score.value == pytest.approx(figure["hit_rate_percent"], abs=1e-9)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION])
def test_ggr_beats_the_original_order_everywhere(split: Split) -> None:
    problem = create()
    for workload in problem.workloads(split):
        naive, human = (
            judge(workload, answer_of(problem, program, workload)).value
            for program in (problem.seeds["naive"], problem.baselines["human_sota"])
        )
        assert human > naive + 20, workload.id


def test_the_public_score_needs_the_whole_table_and_counts_time() -> None:
    problem = create()
    usage = Usage(cpu_s=2.0)
    good = Verdict(
        workload="leaderboard/beer",
        outcome=Outcome.VALID,
        value=70.0,
        metrics={"board_share": 65.0},
        usage=usage,
    )
    board = problem.published([good], Split.LEADERBOARD)
    assert board is not None
    assert board.value == pytest.approx(0.95 * 65 + 0.5 * 8)
    assert "1 of 5" in board.name
    failed = Verdict(workload="leaderboard/beer", outcome=Outcome.CRASHED, usage=usage)
    nothing = problem.published([failed], Split.LEADERBOARD)
    assert nothing is not None
    assert nothing.value == 0.0
    assert problem.published([good], Split.TEST) is None


@pytest.mark.parametrize(
    ("ratio", "cost"), [(100, 0), (16, 0), (15, 0.25), (8, 0.25), (1, 1.0), (0.5, 1.25), (1e-9, 5), (0, 5)]
)
def test_every_halving_of_speed_costs_a_quarter_point(ratio: float, cost: float) -> None:
    assert charge(50.0, ratio) == pytest.approx(50.0 - cost)


def test_real_tables_need_their_folder_and_join_test(data: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--data"):
        create().workloads(Split.LEADERBOARD)
    with pytest.raises(DataError, match="cannot be read"):
        create(tmp_path).workloads(Split.TEST)
    without, given = create(), create(data)
    assert given.sizes()[Split.TEST] == len(given.workloads(Split.TEST)) == without.sizes()[Split.TEST] + 2
    assert [len(w.inputs["cells"][0]) for w in given.workloads(Split.TEST)[-2:]] == [1019, 30000]
    assert [len(w.inputs["cells"][0]) for w in given.workloads(Split.LEADERBOARD)] == [100] * 4 + [28479]


def test_a_malformed_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "movies_small.csv").write_text("a,b\n1,2,3\n")
    with pytest.raises(DataError, match=r"movies_small\.csv is malformed: row 1 has 3 fields"):
        create(tmp_path).workloads(Split.TEST)


def test_hints_are_the_published_ones_on_public_tables_and_in_proportion_elsewhere(data: Path) -> None:
    problem = create(data)
    for workload in problem.workloads(Split.LEADERBOARD):
        assert workload.inputs["hints"] == {**HINTS, "early_stop": 100000}
    for workload in problem.workloads(Split.TRAIN):
        rows = len(workload.inputs["cells"][0])
        assert workload.inputs["hints"]["early_stop"] == 100000 * rows // 28479
