"""The problem as a whole: its programs, calibration, README and example."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from statistics import fmean

import pytest

from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.multi_agent.problem import create
from adrs.problems.multi_agent.runtime import VERSION
from adrs.testing.inprocess import answer_of

ROOT = Path(__file__).parents[3]
PROBLEM = create()


def report():
    path = ROOT / "scripts" / "multi_agent_report.py"
    spec = importlib.util.spec_from_file_location("multi_agent_report", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def mean(name, metric, split=Split.TRAIN):
    program = PROBLEM.baselines[name]
    scores = [PROBLEM.judge(w, answer_of(PROBLEM, program, w)) for w in PROBLEM.workloads(split)]
    return fmean(score.metrics[metric] for score in scores)


def test_is_found_by_name():
    assert load("multi_agent").name == "multi_agent"
    assert PROBLEM.published([], Split.TEST) is None


@pytest.mark.parametrize("split", [Split.TRAIN, Split.TEST])
def test_the_environment_is_calibrated_as_it_says(split):
    assert VERSION == 1
    assert 5 <= mean("starting_team", "modes", split) <= 7
    assert 1 <= mean("human_sota", "modes", split) <= 2.1
    assert 1 <= mean("asks_first", "modes", split) <= 2


def test_it_says_that_it_is_a_stand_in():
    for path in ("README.md", "statement.md", "runtime.py"):
        text = (report().FOLDER / path).read_text(encoding="utf-8")
        assert "stand-in" in text or "no model is asked" in text


def test_programs_are_shown_without_our_own_markers():
    for program in [*PROBLEM.seeds.values(), *PROBLEM.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.count("EVOLVE-BLOCK-START") == program.text.count("EVOLVE-BLOCK-END") == 1


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_results_in_the_readme_are_what_the_report_measures(split):
    script = report()
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    assert "\n".join(script.lines(split)) in readme


def test_figure_is_there():
    assert (report().FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_the_example_runs():
    path = ROOT / "examples" / "multi_agent.py"
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ours" in done.stdout
