"""What real folders of other projects do, in examples of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from adrs.cli.main import main
from adrs.core.verdict import Outcome
from adrs.interop.folders import open_folder
from tests.interop.foreign.conftest import Judge, Write

PROGRAM = "def answer():\n    return 3\n"


SCRIPT = """#!/usr/bin/env bash
set -euo pipefail
echo "began" >> /tmp/seen.log
python /benchmark/measure.py "$2" "$1"
"""
MEASURE = """
import json, runpy, sys
from scale import SCALE
space = runpy.run_path(sys.argv[1])
with open("/tmp/seen.log", "a") as file:
    file.write("measured")
print("a word that is no result")
print(json.dumps({"status": "success", "combined_score": space["answer"]() * SCALE,
                  "metrics": {"mode": float(sys.argv[2] == "train")}, "artifacts": {"said": "thank you"}}))
"""


def containerised(write: Write, measure: str = MEASURE) -> Path:
    return write(
        {
            "initial_program.py": PROGRAM,
            "evaluator/evaluate.sh": SCRIPT,
            "evaluator/measure.py": measure,
            "evaluator/scale.py": "SCALE = 2\n",
        }
    )


def test_a_script_written_for_a_container_is_run_without_one(write: Write, judge: Judge) -> None:
    problem = open_folder(containerised(write))
    assert problem.contract.signature == "def answer() -> any"
    verdict = judge(problem)
    assert verdict.value == 6.0
    assert verdict.metrics["mode"] == 1.0
    assert "thank you" in verdict.feedback


def test_a_script_that_prints_no_result_says_its_last_words(write: Write, judge: Judge) -> None:
    verdict = judge(open_folder(containerised(write, "import sys\nsys.exit('out of paper')\n")))
    assert verdict.outcome is Outcome.INVALID
    assert "out of paper" in verdict.feedback


def test_an_evaluator_in_a_folder_imports_its_neighbours(write: Write, judge: Judge) -> None:
    evaluator = "import runpy\nfrom scale import SCALE\n"
    evaluator += (
        "def evaluate(path):\n    return {'combined_score': runpy.run_path(path)['answer']() * SCALE}\n"
    )
    files = {"initial_program.py": PROGRAM, "evaluator/evaluator.py": evaluator}
    assert judge(open_folder(write({**files, "evaluator/scale.py": "SCALE = 5\n"}))).value == 15.0


GEPA = """
import argparse
import litellm
from gepa.optimize_anything import GEPAConfig, optimize_anything
from examples.task.measuring import START, measure

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--calls", type=int, default=5)
    given = parser.parse_args()
    assert given.calls == 5
    optimize_anything(seed_candidate={"code": START}, evaluator=measure, config=GEPAConfig())

if __name__ == "__main__":
    main()
"""
MEASURING = """
from gepa.utils.code_execution import ExecutionMode, execute_code

START = '''
def answer(limit):
    print("hello")
    return {"value": limit + 1}
'''

def measure(candidate):
    done = execute_code(candidate["code"], timeout=20, mode=ExecutionMode.SUBPROCESS, entry_point="answer",
                        entry_point_kwargs={"limit": 6})
    told = {"stdout": done.stdout, "error": done.error}
    return (done.variables["__return__"]["value"] if done.success else 0.0), told
"""


def test_a_script_of_a_larger_project_runs_alone(write: Write, judge: Judge) -> None:
    problem = open_folder(write({"main.py": GEPA, "measuring.py": MEASURING}))
    verdict = judge(problem)
    assert verdict.value == 7.0
    assert "hello" in verdict.feedback


def test_code_that_fails_is_told_to_the_evaluator_of_a_script(write: Write, judge: Judge) -> None:
    problem = open_folder(write({"main.py": GEPA, "measuring.py": MEASURING}))
    verdict = judge(problem, "def answer(limit):\n    return limit / 0\n")
    assert "ZeroDivisionError" in verdict.feedback


def test_a_model_that_is_called_and_absent_is_named(write: Write, judge: Judge) -> None:
    asking = (
        "import litellm\nSTART = 'x = 1'\ndef measure(candidate):\n    return litellm.completion('hm'), {}\n"
    )
    verdict = judge(open_folder(write({"main.py": GEPA, "measuring.py": asking})))
    assert verdict.outcome is Outcome.CRASHED
    assert "litellm is not installed" in verdict.feedback


NEEDS = "import a_package_that_nobody_has\ndef evaluate(path):\n    return {'combined_score': 1.0}\n"


@pytest.mark.parametrize("command", ["run", "score"])
def test_what_an_evaluator_misses_is_named_in_a_sentence(
    command: str, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write({"initial_program.py": PROGRAM, "evaluator.py": NEEDS})
    more = ["--evals", "3", "--seed", "1"] if command == "run" else ["initial"]
    done = CliRunner().invoke(main, [command, str(folder), *more])
    assert "No module named 'a_package_that_nobody_has'" in done.output
    assert "Traceback" not in done.output
    assert done.exit_code == (2 if command == "run" else 0)


def test_a_score_of_a_folder_is_that_of_its_one_evaluation(write: Write) -> None:
    evaluator = "def evaluate(path):\n    return {'combined_score': 4.25}\n"
    folder = write({"initial_program.py": PROGRAM, "evaluator.py": evaluator})
    done = CliRunner().invoke(main, ["score", str(folder), "initial"])
    assert "4.25" in done.output
