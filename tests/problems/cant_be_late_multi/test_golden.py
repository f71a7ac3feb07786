"""The published rules are the reference's, in the judge's code and in the simulator's."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest

from adrs.core.program import Program
from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi import board
from adrs.problems.cant_be_late_multi.bound import clairvoyant
from adrs.problems.cant_be_late_multi.job import PUBLISHED, STRICT, Job, Region
from adrs.problems.cant_be_late_multi.problem import create
from adrs.problems.cant_be_late_multi.replay import ReplayFailed, replay
from adrs.testing.inprocess import answer_of
from tests.problems.cant_be_late_multi.golden_cases import job_of, log_of, simulated

BASELINES = {
    "on_demand": "on_demand",
    "greedy_rotate": "greedy_rotate",
    "uniform_progress_region0": "uniform_progress_region0",
    "human_sota": "uniform_progress_multi",
    "cheapest_region": "cheapest_region",
}


def test_every_run_is_replayed_to_the_last_digit(golden, data):
    for case in golden["cases"]:
        expect, job = case["expect"], job_of(case, data)
        if not expect["ok"]:
            with pytest.raises(ReplayFailed) as caught:
                replay(job, PUBLISHED, log_of(case))
            assert (caught.value.kind, caught.value.calls) == (expect["error_kind"], expect["calls"]), case[
                "name"
            ]
            continue
        account = replay(job, PUBLISHED, log_of(case))
        assert account.cost == pytest.approx(expect["cost"], rel=1e-9), case["name"]
        assert account.executed == expect["executed"], case["name"]
        assert (account.finish, account.late) == (expect["finish_tick"], expect["late"]), case["name"]
        assert job.deadline_tick == expect["deadline_tick"], case["name"]
        assert account.overridden == expect["overridden"], case["name"]
        assert account.calls == len(case["proposals"]), case["name"]
        runs = [[value, len(list(group))] for value, group in groupby(account.work[1:])]
        assert [n for _, n in runs] == [n for _, n in expect["work_rle"]], case["name"]
        assert [v for v, _ in runs] == pytest.approx([v for v, _ in expect["work_rle"]], abs=1e-6), case[
            "name"
        ]


def test_every_run_is_simulated_alike(golden, data):
    for case in golden["cases"]:
        expect = case["expect"]
        result = simulated(job_of(case, data), PUBLISHED, log_of(case))
        for key in ("executed", "finish_tick") if expect["ok"] else ("error_kind", "calls"):
            assert result[key] == expect[key], case["name"]


@pytest.fixture(scope="module")
def board_verdicts(data):
    problem = create(data)
    return {
        name: [
            verdict(problem, problem.baselines[name], workload)
            for workload in problem.workloads(Split.LEADERBOARD)
        ]
        for name in BASELINES
    }


def verdict(problem, program: Program, workload: Workload) -> Verdict:
    score = problem.judge(workload, answer_of(problem, program, workload))
    return Verdict(workload=workload.id, outcome=Outcome.VALID, value=score.value, metrics=score.metrics)


@pytest.mark.parametrize("name", BASELINES)
def test_baselines_cost_what_the_reference_says(golden, board_verdicts, name):
    expect = golden["aggregates"]["policies"][BASELINES[name]]
    costs = {v.workload: v.value for v in board_verdicts[name]}
    for scenario, runs in expect["runs"].items():
        mine = [costs[f"leaderboard/{scenario}-{window}"] for window in range(len(runs))]
        assert mine == pytest.approx(runs, rel=1e-9), scenario
    assert board.published(board_verdicts[name]).value == expect["score"]


def test_one_failed_run_scores_nothing(board_verdicts):
    verdicts = board_verdicts["human_sota"]
    failed = Verdict(workload=verdicts[7].workload, outcome=Outcome.INVALID)
    assert board.published([*verdicts[:7], failed, *verdicts[8:]]).value == 0.0
    assert board.published(verdicts[:-1]).value == 0.0
    assert board.published([]).value == 0.0


def test_scenarios_are_the_reference_s(golden):
    for scenario, expect in zip(board.SCENARIOS, golden["aggregates"]["scenarios"], strict=True):
        assert scenario.name == expect["name"]
        assert [f"{zone}_v100_1" for zone in scenario.zones] == expect["zones"]
        assert list(range(scenario.windows)) == expect["windows"]


def test_bounds_are_the_reference_s(golden, data):
    means = golden["aggregates"]["bounds"]["reference_rules"]
    problem = create(data)
    costs: dict[str, list[float]] = {}
    for workload in problem.workloads(Split.LEADERBOARD):
        costs.setdefault(workload.family, []).append(problem.bound(workload).value)
    for scenario, values in costs.items():
        assert sum(values) / len(values) == pytest.approx(means["scenario_mean"][scenario], rel=1e-9)
    assert board.score(means["avg_cost"]) == pytest.approx(means["score_exact"], abs=0.005)
    assert pytest.approx(means["avg_cost"], rel=1e-12) == board.CLAIRVOYANT_MEAN


def test_strict_bounds_are_the_reference_s_where_prices_stand_still(golden, data):
    expect = golden["aggregates"]["bounds"]["physical"]["scenario_mean"]
    costs: dict[str, list[float]] = {}
    for workload in create(data).workloads(Split.LEADERBOARD):
        job = Job.of(workload.inputs)
        still = tuple(Region(region.available, region.prices[:1]) for region in job.regions)
        costs.setdefault(workload.family, []).append(clairvoyant(replace(job, regions=still), STRICT))
    for scenario, values in costs.items():
        assert sum(values) / len(values) == pytest.approx(expect[scenario], rel=1e-9)


def test_clairvoyant_runs_of_the_golden_file_reach_their_bound(golden, data):
    for case in golden["cases"]:
        if "lower_bound_cost" in case:
            assert clairvoyant(job_of(case, data), PUBLISHED) == pytest.approx(
                case["lower_bound_cost"], rel=1e-9
            )
