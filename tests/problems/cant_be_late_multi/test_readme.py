"""The figures in the README are measured ones; the example runs."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from adrs.problems.cant_be_late_multi.problem import create

ROOT = Path(__file__).parents[3]


def report():
    path = ROOT / "scripts" / "cant_be_late_multi_report.py"
    spec = importlib.util.spec_from_file_location("cant_be_late_multi_report", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(script, name):
    start, end = (mark.format(name) for mark in script.MARKS)
    text = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    return text.split(start)[1].split(end)[0].strip()


def test_results_are_what_the_report_measures():
    script = report()
    assert shown(script, "results") == script.synthetic_table(create())


def test_measured_results_are_what_the_report_measures(data):
    script = report()
    assert shown(script, "measured") == script.measured_table(create(data))


def test_board_figures_are_what_the_report_measures(data):
    script = report()
    assert shown(script, "board") == script.board_table(create(data))


def test_figure_is_there():
    assert (report().FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_the_example_beats_the_published_policy_on_the_mean():
    path = ROOT / "examples" / "cant_be_late_multi.py"
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    ours, human = map(float, re.search(r"mean\s+([\d.]+)\s+([\d.]+)", done.stdout).groups())
    assert ours < human
