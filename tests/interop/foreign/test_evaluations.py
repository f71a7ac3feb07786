"""Evaluators of other projects do in our sandbox what they do at home."""

from __future__ import annotations

import math

import pytest

from adrs.core.verdict import Outcome
from adrs.core.workload import Split
from adrs.interop.folders import open_folder
from tests.interop.foreign.conftest import EXAMPLES, NAMES, Judge, Write

PROGRAM = "def answer():\n    return 3\n"
CALLS_IT = """
import importlib.util
def load(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
"""


@pytest.mark.parametrize("name", NAMES)
def test_the_initial_program_of_every_example_has_a_score(name: str, judge: Judge) -> None:
    verdict = judge(open_folder(EXAMPLES / name))
    assert verdict.outcome is Outcome.VALID, verdict.feedback
    assert verdict.value is not None
    assert math.isfinite(verdict.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_program_without_the_entry_has_none(name: str, judge: Judge) -> None:
    verdict = judge(open_folder(EXAMPLES / name), "nothing = 1\n")
    assert verdict.value in (None, 0.0)


def test_artifacts_and_metrics_are_feedback(judge: Judge) -> None:
    verdict = judge(open_folder(EXAMPLES / "openevolve_cascade_artifacts"))
    assert set(verdict.metrics) >= {"runs", "quality_7", "quality_17", "combined_score"}
    assert verdict.metrics["cascade_stage"] == 2
    assert "of the best known radius" in verdict.feedback


def test_a_stage_below_its_threshold_is_the_last(judge: Judge) -> None:
    text = "import json\nprint(json.dumps([[0.5, 0.5 + i * 1e-6] for i in range(7)]))\n"
    verdict = judge(open_folder(EXAMPLES / "openevolve_cascade_artifacts"), text)
    assert verdict.metrics["cascade_stage"] == 1
    assert "quality_17" not in verdict.metrics


def test_an_evaluator_that_reports_an_error_makes_the_program_invalid(judge: Judge) -> None:
    verdict = judge(open_folder(EXAMPLES / "openevolve_cascade_artifacts"), "raise SystemExit('no')\n")
    assert verdict.outcome is Outcome.INVALID
    assert "no" in verdict.feedback


def test_a_program_that_is_not_correct_is_invalid(judge: Judge) -> None:
    text = "def run_experiment(outages):\n    return [(1, 0.0)] * 5\n"
    verdict = judge(open_folder(EXAMPLES / "shinka_style"), text)
    assert verdict.outcome is Outcome.INVALID
    assert "5 outages played instead of 60" in verdict.feedback


def test_private_metrics_stay_private(judge: Judge) -> None:
    verdict = judge(open_folder(EXAMPLES / "shinka_style"))
    assert "mean_cost" in verdict.metrics
    assert "worst_cost" not in verdict.metrics
    assert "one outage costs" in verdict.feedback


def test_examples_of_a_data_set_are_told_apart(judge: Judge) -> None:
    verdict = judge(open_folder(EXAMPLES / "gepa_style"))
    assert {f"example_{n}" for n in range(6)} <= set(verdict.metrics)
    assert "mean squared error" in verdict.feedback


def test_repetitions_have_other_random_numbers(write: Write, judge: Judge) -> None:
    evaluator = "import random\ndef evaluate(path):\n    return {'combined_score': random.random()}\n"
    problem = open_folder(write({"initial_program.py": PROGRAM, "evaluator.py": evaluator}))
    first = [judge(problem).value for _ in range(2)]
    again = [judge(problem, split=Split.VALIDATION, workload=n).value for n in range(2)]
    assert first[0] == first[1]
    assert len({first[0], *again}) == 3


def test_evaluators_find_siblings_data_processes_and_temporary_files(write: Write, judge: Judge) -> None:
    evaluator = (
        CALLS_IT
        + """
import concurrent.futures, multiprocessing, os, subprocess, sys, tempfile
from pathlib import Path
from helpers.numbers import ONE
HERE = Path(__file__).parent
def square(n):
    return n * n
def evaluate(path):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write("from helpers.numbers import ONE; print(ONE)")
        file.flush()
        said = subprocess.run([sys.executable, file.name], capture_output=True, text=True, timeout=20)
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        squares = sum(pool.map(square, range(4)))
    shell = subprocess.run("python3 -c 'print(5)' | cat", shell=True, capture_output=True, text=True).stdout
    hung = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    hung.kill()
    return {
        "combined_score": load(path).answer() + ONE + int((HERE / "data" / "two.txt").read_text()),
        "child": int(said.stdout or -1),
        "squares": squares,
        "shell": int(shell or -1),
        "killed": -hung.wait(),
    }
"""
    )
    problem = open_folder(
        write(
            {
                "initial_program.py": PROGRAM,
                "evaluator.py": evaluator,
                "helpers/numbers.py": "ONE = 1\n",
                "data/two.txt": "2\n",
            }
        )
    )
    verdict = judge(problem)
    assert verdict.outcome is Outcome.VALID, verdict.feedback
    assert verdict.value == 6.0
    found = {name: verdict.metrics[name] for name in ("child", "squares", "shell", "killed")}
    assert found == {"child": 1.0, "squares": 14.0, "shell": 5.0, "killed": 9.0}


def test_evaluators_have_no_network_no_environment_and_no_host_files(
    write: Write, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "secret")
    evaluator = """
import os, socket, subprocess, sys
def refused(action):
    try:
        action()
    except OSError:
        return 1.0
    return 0.0
def evaluate(path):
    child = subprocess.run([sys.executable, "-c", "open('/etc/passwd')"], stderr=subprocess.DEVNULL)
    return {
        "combined_score": 1.0,
        "network": refused(lambda: socket.create_connection(("127.0.0.1", 9))),
        "files": refused(lambda: open("/etc/passwd")),
        "child": float(child.returncode != 0),
        "environment": float("SOME_API_KEY" not in os.environ),
    }
"""
    verdict = judge(open_folder(write({"initial_program.py": PROGRAM, "evaluator.py": evaluator})))
    assert {name: verdict.metrics[name] for name in ("network", "files", "child", "environment")} == {
        "network": 1.0,
        "files": 1.0,
        "child": 1.0,
        "environment": 1.0,
    }


HOSTILE = {
    "returns nothing": ("    return None", Outcome.INVALID, "neither a dict"),
    "not a number": ("    return {'combined_score': float('nan')}", Outcome.INVALID, "no measurement"),
    "infinite": ("    return {'combined_score': 10**400}", Outcome.INVALID, "no measurement"),
    "only words": ("    return {'verdict': 'good'}", Outcome.INVALID, "no number"),
    "raises": ("    raise KeyError('x')", Outcome.CRASHED, "KeyError"),
    "exits": ("    raise SystemExit(3)", Outcome.CRASHED, "SystemExit"),
    "leaves": ("    import os; os._exit(0)", Outcome.CRASHED, ""),
    "never ends": ("    while True: pass", Outcome.TIMED_OUT, ""),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_evaluators_that_misbehave_make_a_program_fail(case: str, write: Write, judge: Judge) -> None:
    body, outcome, words = HOSTILE[case]
    folder = write(
        {
            "initial_program.py": PROGRAM,
            "evaluator.py": f"def evaluate(path):\n{body}\n",
            "config.yaml": "evaluator: {timeout: 1}\n",
        }
    )
    verdict = judge(open_folder(folder))
    assert verdict.outcome is outcome, verdict.feedback
    assert words in verdict.feedback


def test_results_are_taken_from_a_script_that_only_writes_files(write: Write, judge: Judge) -> None:
    evaluator = """
import argparse, json, os
parser = argparse.ArgumentParser()
parser.add_argument("--program_path")
parser.add_argument("--results_dir")
if __name__ == "__main__":
    given = parser.parse_args()
    for name, body in (("metrics", {"combined_score": 4.5}), ("correct", {"correct": True})):
        with open(os.path.join(given.results_dir, name + ".json"), "w") as file:
            json.dump(body, file)
"""
    verdict = judge(open_folder(write({"initial.py": PROGRAM, "evaluate.py": evaluator})))
    assert verdict.value == 4.5


def test_a_solution_is_asked_to_solve(write: Write, judge: Judge) -> None:
    evaluator = """
class Evaluator:
    def evaluate(self, solution):
        return {'score': solution.solve('spec')}
"""
    solution = "class Solution:\n    def solve(self, spec_path):\n        return len(spec_path)\n"
    verdict = judge(open_folder(write({"solution.py": solution, "evaluator.py": evaluator})))
    assert verdict.value == 4.0


def test_an_evaluator_of_one_text_needs_no_data_set(write: Write, judge: Judge) -> None:
    script = """
import gepa.optimize_anything as oa
from gepa.lm import LM
from gepa.optimize_anything import GEPAConfig, optimize_anything

def evaluate(candidate: str):
    oa.log("seen", len(candidate))
    return candidate.count("good")

optimize_anything(open("seed.txt").read(), evaluator=evaluate, config=GEPAConfig(lm=LM("x")))
"""
    problem = open_folder(write({"run.py": script, "seed.txt": "a good prompt"}))
    verdict = judge(problem)
    assert next(iter(problem.seeds.values())).language == "text"
    assert verdict.value == 1.0
    assert "seen 13" in verdict.feedback


def test_programs_in_other_languages_are_evaluated(write: Write, judge: Judge) -> None:
    evaluator = """
import subprocess
def evaluate(program_path):
    done = subprocess.run(["sh", program_path], capture_output=True, text=True)
    return {"combined_score": float(done.stdout)}
"""
    problem = open_folder(write({"initial_program.sh": "echo 2.5\n", "evaluator.py": evaluator}))
    assert judge(problem).value == 2.5


@pytest.mark.parametrize(
    "module",
    [
        "openevolve.evaluation_result",
        "skydiscover.evaluation",
        "skydiscover.evaluation.evaluation_result",
        "skydiscover.optimize.evaluation.evaluation_result",
    ],
)
def test_results_are_found_where_evaluators_import_them_from(module: str, write: Write, judge: Judge) -> None:
    evaluator = f"""
from {module} import EvaluationResult
def evaluate(path):
    return EvaluationResult(metrics={{"a": 1.0, "b": 2}}, artifacts={{"said": "this"}})
"""
    verdict = judge(open_folder(write({"initial_program.py": PROGRAM, "evaluator.py": evaluator})))
    assert verdict.value == 1.5
    assert "said: this" in verdict.feedback
