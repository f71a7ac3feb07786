"""The problem as a whole: its programs, its README, its example."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from adrs.core.workload import Split
from adrs.problems import load
from adrs.problems.expert_offload.observation import Observation
from adrs.problems.expert_offload.problem import create
from adrs.testing.inprocess import answer_of
from tests.problems.online import policy

ROOT = Path(__file__).parents[3]
PROBLEM = create()


def report():
    path = ROOT / "scripts" / "expert_offload_report.py"
    spec = importlib.util.spec_from_file_location("expert_offload_report", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_is_found_by_name():
    assert load("expert_offload").name == "expert_offload"
    assert PROBLEM.published([], Split.TEST) is None


def test_a_policy_is_told_what_the_contract_and_the_statement_say():
    assert tuple(PROBLEM.contract.records["Observation"]) == Observation._fields
    assert all(f"`{name}`" in PROBLEM.statement for name in Observation._fields)
    body = """
assert all(type(x) is float for x in (o.now_ms, o.load_ms, o.dense_ms, o.expert_ms, o.accuracy))
assert all(type(x) is int for x in (o.token, o.layer, o.layers, o.experts, o.slots))
assert len(o.resident) <= o.slots and len(set(o.resident)) == len(o.resident)
assert set(o.missing) == set(o.needed) - set(o.resident) - {o.loading}
assert all(key[0] == o.layer for key in o.needed)
assert len(o.coming) <= o.layers - o.layer - 1
for i, experts in enumerate(o.coming):
    assert all(key[0] == o.layer + 1 + i for key in experts)
return [(o.layer, 0)], list(o.resident)
"""
    for workload in PROBLEM.workloads(Split.TRAIN)[:6]:
        assert answer_of(PROBLEM, policy(body), workload)


def test_the_human_reference_is_no_worse_than_on_demand_and_better_where_something_is_announced():
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for workload in PROBLEM.workloads(split):
            score = PROBLEM.judge(workload, answer_of(PROBLEM, PROBLEM.baselines["human_sota"], workload))
            assert score.value <= (1.0 if workload.family.startswith("blind") else 0.95), workload.id


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
    path = ROOT / "examples" / "expert_offload.py"
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "bound" in done.stdout
