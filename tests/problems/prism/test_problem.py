import math

import pytest

from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.prism.harness import Model
from adrs.problems.prism.judge import judge
from adrs.problems.prism.problem import COST, create
from adrs.problems.prism.workloads import workloads
from adrs.testing.inprocess import answer_of

PROBLEM = create()
LEADERBOARD = PROBLEM.workloads(Split.LEADERBOARD)


def verdicts(name):
    """The verdicts of a baseline on the leaderboard."""
    return [verdict(PROBLEM.baselines[name], workload) for workload in LEADERBOARD]


def verdict(program, workload):
    score = PROBLEM.judge(workload, answer_of(PROBLEM, program, workload))
    return Verdict(workload=workload.id, outcome=Outcome.VALID, value=score.value, metrics=score.metrics)


def cost_function():
    namespace = {}
    exec(COST, namespace)
    return namespace["max_kvpr"]


def test_is_found_by_name():
    assert load("prism").name == "prism"


@pytest.mark.parametrize(
    ("name", "golden_name"),
    [("round_robin", "round_robin"), ("human_sota", "prism_algorithm_1")],
)
def test_older_board_is_the_reference_s(golden, name, golden_name):
    published = PROBLEM.published(verdicts(name), Split.LEADERBOARD)
    figures = golden["aggregates"]["openevolve_style_combined"]
    assert published.value == pytest.approx(figures[golden_name], rel=1e-12)
    assert published.bound == pytest.approx(figures["optimum"], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "golden_name"),
    [
        ("round_robin", "round_robin"),
        ("human_sota", "prism_algorithm_1"),
        ("lookahead_greedy", "global_lookahead_greedy"),
    ],
)
def test_newer_board_is_the_reference_s(golden, name, golden_name):
    scores = [v.metrics["score_100"] for v in verdicts(name)]
    figures = golden["aggregates"][golden_name]
    assert sum(scores) / 50 == pytest.approx(figures["score"], rel=1e-12)


def test_a_failed_case_costs_more_on_the_board_than_it_saves():
    whole = verdicts("human_sota")
    worst = max(range(50), key=lambda i: whole[i].value)
    failed = Verdict(workload=whole[worst].workload, outcome=Outcome.CRASHED)
    with_failure = [*whole[:worst], failed, *whole[worst + 1 :]]
    assert PROBLEM.published(with_failure, Split.LEADERBOARD).value < 1


def test_only_the_whole_leaderboard_has_a_published_figure():
    assert PROBLEM.published(verdicts("round_robin")[:49], Split.LEADERBOARD) is None
    assert PROBLEM.published([], Split.TEST) is None


@pytest.mark.parametrize("name", ["round_robin", "human_sota", "random"])
def test_published_cost_is_what_the_judge_measures(name):
    for workload in workloads(Split.TRAIN):
        answer = answer_of(PROBLEM, PROBLEM.baselines[name], workload)
        models = [Model(f"model_{j}", *m, j) for j, m in enumerate(workload.inputs["models"])]
        placement = {gpu: [models[j] for j in group] for gpu, group in answer}
        assert cost_function()(placement) == judge(workload, answer).value


def test_published_cost_of_full_overfull_and_partial_placements():
    cost = cost_function()
    half, more = Model("a", 40, 1, 5, 0), Model("b", 41.0, 1, 5, 1)
    assert cost({}) == 0.0
    assert cost({0: [], 1: [half]}) == 0.2 / 40
    assert cost({0: [half, half]}) == 1000000.0
    assert cost({0: [half, more]}) == math.inf
    assert cost({0: [half, half], 1: [half, more]}) == math.inf


def test_programs_are_shown_without_our_own_markers():
    for program in [*PROBLEM.seeds.values(), *PROBLEM.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.startswith('"""')
        assert "# EVOLVE-BLOCK-START" in program.text
