"""The problem as a whole: its programs, its README, its example."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.spec_control.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.online import policy

ROOT = Path(__file__).parents[3]
PROBLEM = create()


def report():
    path = ROOT / "scripts" / "spec_control_report.py"
    spec = importlib.util.spec_from_file_location("spec_control_report", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_is_found_by_name():
    assert load("spec_control").name == "spec_control"
    assert PROBLEM.published([], Split.TEST) is None


def test_a_policy_is_told_what_the_contract_and_the_statement_say():
    records = PROBLEM.contract.records
    body = f"""
RECORDS = {records!r}
def check(record, name):
    for attribute, kind in RECORDS[name].items():
        assert attribute in STATEMENT, attribute
        value = getattr(record, attribute)
        if kind in ("int", "float"):
            assert type(value).__name__ == kind, attribute
check(o, "Observation")
check(o.profile, "Profile")
for r in o.requests:
    check(r, "Request")
    assert r.accepted <= r.tested <= r.drafted
return [1] * len(o.requests)
"""
    workload = PROBLEM.workloads(Split.TRAIN)[0]
    assert answer_of(PROBLEM, policy(body, head=f"STATEMENT = {PROBLEM.statement!r}"), workload)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_the_human_reference_is_never_slower_than_no_speculation(split):
    for workload in PROBLEM.workloads(split):
        score = PROBLEM.judge(workload, answer_of(PROBLEM, PROBLEM.baselines["human_sota"], workload))
        assert score.value < 0.95, workload.id


def test_the_human_reference_beats_every_fixed_length_on_train():
    script = report()
    means = {
        name: PROBLEM.objective.combine(
            [script.measure(name, w).value for w in PROBLEM.workloads(Split.TRAIN)]
        )
        for name in PROBLEM.baselines
    }
    assert min(means, key=lambda name: means[name]) == "human_sota"


def test_programs_are_shown_without_our_own_markers():
    for program in [*PROBLEM.seeds.values(), *PROBLEM.baselines.values()]:
        assert "mypy" not in program.text
        assert program.text.count("EVOLVE-BLOCK-START") == program.text.count("EVOLVE-BLOCK-END") == 1


@pytest.mark.parametrize(
    "split",
    [
        Split.TRAIN,
        pytest.param(Split.VALIDATION, marks=pytest.mark.slow),
        pytest.param(Split.TEST, marks=pytest.mark.slow),
    ],
)
def test_results_in_the_readme_are_what_the_report_measures(split):
    script = report()
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    assert "\n".join(script.lines(split)) in readme


def test_figure_is_there():
    assert (report().FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_the_example_runs():
    path = ROOT / "examples" / "spec_control.py"
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "clairvoyant" in done.stdout
