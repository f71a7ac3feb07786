import pytest

from adrs.core.errors import DataError
from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.cant_be_late.problem import create, published_score
from adrs.testing.inprocess import answer_of


def verdicts(problem, program):
    """The verdicts of a program on the leaderboard."""
    made = []
    for workload in problem.workloads(Split.LEADERBOARD):
        score = problem.judge(workload, answer_of(problem, program, workload))
        made.append(Verdict(workload=workload.id, outcome=Outcome.VALID, value=score.value))
    return made


def test_is_found_by_name():
    assert load("cant_be_late").name == "cant_be_late"


@pytest.mark.parametrize(
    ("name", "golden_name"),
    [("on_demand", "on_demand"), ("greedy", "greedy"), ("human_sota", "uniform_progress")],
)
def test_baselines_score_what_the_public_evaluator_says(golden, data, name, golden_name):
    problem, figures = create(data), golden["aggregates"]["policies"][golden_name]
    made = verdicts(problem, problem.baselines[name])
    values = {}
    for verdict in made:
        zone, deadline, overhead = verdict.workload.removeprefix("leaderboard/").rsplit("-", 2)
        values[f"{zone}|{deadline[:-1]}|{float(overhead[:-1]):g}"] = verdict.value
    assert values == pytest.approx(figures["by_scenario"], abs=1e-6)
    assert problem.objective.combine(list(values.values())) == pytest.approx(figures["avg_cost"], rel=1e-9)
    board = problem.published(made, Split.LEADERBOARD)
    assert board.value == pytest.approx(max(0.0, figures["score_exact"]), rel=1e-9)
    assert round(board.value) == figures["score"]
    assert board.bound == pytest.approx(
        golden["aggregates"]["policies"]["clairvoyant_bound_on_time"]["score_exact"], rel=1e-9
    )


def test_one_failure_or_a_missing_scenario_scores_nothing_on_the_board():
    problem = create()
    good = [Verdict(workload=f"w{i}", outcome=Outcome.VALID, value=100.0) for i in range(36)]
    bad = Verdict(workload="w0", outcome=Outcome.INVALID)
    assert problem.published(good, Split.LEADERBOARD).value == pytest.approx(published_score(100.0))
    assert problem.published(good[1:], Split.LEADERBOARD).value == 0.0
    assert problem.published([bad, *good[1:]], Split.LEADERBOARD).value == 0.0
    assert problem.published(good, Split.TEST) is None


def test_the_board_s_ends_are_all_spot_and_all_on_demand():
    assert published_score(46.7088) == 100.0
    assert published_score(147.39) == 0.0
    assert published_score(20.0) == 100.0


def test_sizes_are_known_without_data_but_the_scenarios_are_not():
    problem = create()
    assert problem.sizes()[Split.LEADERBOARD] == 36
    with pytest.raises(DataError, match="--data"):
        problem.workloads(Split.LEADERBOARD)


def test_data_add_measured_workloads_to_what_is_held_out(data):
    plain, with_data = create(), create(data)
    for split in Split:
        if split is Split.LEADERBOARD:
            continue
        added = {w.id for w in with_data.workloads(split)} - {w.id for w in plain.workloads(split)}
        assert len(added) == with_data.sizes()[split] - plain.sizes()[split]
        assert len(added) == (0 if split is Split.TRAIN else 2)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_the_human_reference_beats_the_naive_seed_on_every_workload(split):
    problem = create()
    for workload in problem.workloads(split):
        naive, human = (
            problem.judge(workload, answer_of(problem, program, workload)).value
            for program in (problem.seeds["naive"], problem.baselines["human_sota"])
        )
        assert human < 0.99 * naive, workload.id


def test_programs_are_shown_without_our_own_markers():
    problem = create()
    for program in [*problem.seeds.values(), *problem.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.count("EVOLVE-BLOCK-START") == program.text.count("EVOLVE-BLOCK-END") == 1
