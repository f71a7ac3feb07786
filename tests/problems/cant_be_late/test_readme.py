"""The figures in the README are measured ones, and the example runs."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from adrs.core.workload import Split
from adrs.problems.cant_be_late.problem import create

ROOT = Path(__file__).parents[3]


def report():
    spec = importlib.util.spec_from_file_location("report", ROOT / "scripts" / "cant_be_late_report.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(script):
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    return readme.split(script.START)[1].split(script.END)[0]


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_results_are_what_the_report_measures(split):
    script = report()
    assert "\n".join(script.lines(create(), split)) in shown(script)


def test_leaderboard_results_are_what_the_report_measures(data):
    script = report()
    assert "\n".join(script.lines(create(data), Split.LEADERBOARD)) in shown(script)


def test_figure_is_there():
    assert (report().FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_the_example_runs():
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "cant_be_late.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "clairvoyant" in done.stdout
