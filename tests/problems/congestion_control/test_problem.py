"""The problem as a whole: its figures, its README, and the shipped programs' order."""

import importlib.util
from pathlib import Path

import pytest

from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.congestion_control.problem import create
from adrs.problems.congestion_control.rules import BOUND
from adrs.testing.inprocess import answer_of
from adrs.testing.problem import train_scores

ROOT = Path(__file__).parents[3]
PROBLEM = create()


def report():
    path = ROOT / "scripts" / "congestion_control_report.py"
    spec = importlib.util.spec_from_file_location("congestion_control_report", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_is_found_by_name():
    assert load("congestion_control").name == "congestion_control"


def test_the_published_figure_is_the_metric_of_the_public_scenario():
    [workload] = PROBLEM.workloads(Split.LEADERBOARD)
    score = PROBLEM.judge(workload, answer_of(PROBLEM, PROBLEM.baselines["human_sota"], workload))
    verdict = Verdict(workload=workload.id, outcome=Outcome.VALID, value=score.value, metrics=score.metrics)
    published = PROBLEM.published([verdict], Split.LEADERBOARD)
    assert published.value == score.value
    assert published.bound == BOUND
    failed = Verdict(workload=workload.id, outcome=Outcome.CRASHED)
    assert PROBLEM.published([failed], Split.LEADERBOARD) is None
    assert PROBLEM.published([verdict], Split.TEST) is None


def test_the_human_state_of_the_art_is_the_best_published_controller_on_train():
    means = {
        name: PROBLEM.objective.combine([s.value for s in train_scores(PROBLEM, program)])
        for name, program in PROBLEM.baselines.items()
    }
    assert max(means, key=lambda name: means[name]) == "human_sota"
    assert means["human_sota"] > 0


def test_programs_are_shown_without_our_own_markers():
    for program in [*PROBLEM.seeds.values(), *PROBLEM.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.startswith('"""')


@pytest.mark.slow
def test_results_in_the_readme_are_what_the_report_measures():
    script = report()
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    assert readme.split(script.START)[1].split(script.END)[0].strip() == script.table()


def test_train_results_in_the_readme_are_what_the_report_measures():
    script = report()
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    scores = [script.measure("human_sota", w) for w in PROBLEM.workloads(Split.TRAIN)]
    assert script._line(Split.TRAIN, "human_sota", scores) in readme


def test_figure_is_there():
    assert (report().FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
