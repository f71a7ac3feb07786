"""Folders are recognised by what lies in them, and malformed ones are told in a sentence what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adrs.core.claimed import self_scored
from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.workload import Split
from adrs.interop.folders import open_folder
from tests.interop.foreign.conftest import EXAMPLES, NAMES, Write

PROGRAM = "def f():\n    return 1\n"
EVALUATOR = "def evaluate(path):\n    return {'combined_score': 1.0}\n"
GOOD = {"initial_program.py": PROGRAM, "evaluator.py": EVALUATOR}
LAYOUTS = {
    "gepa_style": "GEPA",
    "leaderboard_style": "ADRS-Leaderboard",
    "openevolve_cascade_artifacts": "OpenEvolve / SkyDiscover",
    "openevolve_function_minimisation": "OpenEvolve / SkyDiscover",
    "shinka_style": "ShinkaEvolve",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_a_self_scored_problem_of_its_layout(name: str) -> None:
    problem = open_folder(EXAMPLES / name)
    assert isinstance(problem, Problem)
    assert self_scored(problem)
    assert problem.name == name
    assert LAYOUTS[name] in problem.title
    assert problem.sizes() == {s: len(problem.workloads(s)) for s in (Split.TRAIN, Split.VALIDATION)}
    assert not problem.workloads(Split.TEST)


ENTRIES = {
    "gepa_style": "def smooth(values: any) -> any",
    "leaderboard_style": "def assign(sizes: list[int], bins: int) -> list[int]",
    "openevolve_cascade_artifacts": "# a Python program",
    "openevolve_function_minimisation": "def run_search(height: any, low: any, high: any) -> any",
    "shinka_style": "def run_experiment(outages: any, horizon: float) -> any",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_entry_is_the_function_that_the_evaluator_names(name: str) -> None:
    assert open_folder(EXAMPLES / name).contract.signature == ENTRIES[name]


def test_every_file_of_the_folder_counts(write: Write) -> None:
    folder = write({"initial_program.py": PROGRAM, "evaluator.py": EVALUATOR, "data/x.csv": "1\n"})
    before = open_folder(folder).workloads(Split.TRAIN)[0].digest
    assert open_folder(folder).workloads(Split.TRAIN)[0].digest == before
    (folder / "data" / "x.csv").write_text("2\n")
    assert open_folder(folder).workloads(Split.TRAIN)[0].digest != before


def test_what_runs_leave_behind_does_not_count(write: Write) -> None:
    folder = write(GOOD)
    before = open_folder(folder).workloads(Split.TRAIN)[0].digest
    write(
        {".adrs/runs.sqlite": "x", "__pycache__/evaluator.cpython-311.pyc": "x", "openevolve_output/a": "x"}
    )
    assert open_folder(folder).workloads(Split.TRAIN)[0].digest == before


def test_links_out_of_the_folder_stay_behind(write: Write, tmp_path: Path) -> None:
    folder = write(GOOD)
    (tmp_path / "secret").write_text("secret")
    os.symlink(tmp_path / "secret", folder / "link")
    problem = open_folder(folder)
    assert "link" not in problem.workloads(Split.TRAIN)[0].inputs["files"]
    assert any("link" in note for note in problem.notes)  # type: ignore[attr-defined]


MALFORMED = {
    "program does not parse": ({"initial_program.py": "def f(:\n", "evaluator.py": EVALUATOR}, "line 1"),
    "program is empty": ({"initial_program.py": "\n", "evaluator.py": EVALUATOR}, "is empty"),
    "markers do not match": (
        {"initial_program.py": "# EVOLVE-BLOCK-END\n" + PROGRAM, "evaluator.py": EVALUATOR},
        "without EVOLVE-BLOCK-START",
    ),
    "configuration is no YAML": (
        {**GOOD, "config.yaml": "a: [\n"},
        "is not YAML",
    ),
    "configuration is a list": (
        {**GOOD, "config.yaml": "- 1\n"},
        "a list where a mapping",
    ),
    "timeout is a word": (
        {**GOOD, "config.yaml": "evaluator: {timeout: soon}\n"},
        "evaluator.timeout is 'soon'",
    ),
    "no program for the leaderboard": (
        {"evaluator.py": "class Evaluator:\n    pass\n"},
        "no program to begin with",
    ),
    "seed is computed": (
        {"main.py": "import gepa\ngepa.optimize_anything(seed_candidate=make(), evaluator=f)\n"},
        "cannot be read from its text",
    ),
    "nothing known": ({"readme.txt": "hello"}, "states no problem in a layout that is known"),
}  # fmt: skip


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_wrong_is_a_sentence(case: str, write: Write) -> None:
    files, words = MALFORMED[case]
    with pytest.raises(UsageError) as caught:
        open_folder(write(files))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_program_that_is_not_text_is_told_so(write: Write) -> None:
    folder = write(GOOD)
    (folder / "initial_program.py").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="is not UTF-8 text"):
        open_folder(folder)


def test_a_folder_that_is_too_large_is_refused(write: Write) -> None:
    folder = write(GOOD)
    with (folder / "large.bin").open("wb") as file:
        file.truncate(65 * 1024**2)
    with pytest.raises(UsageError, match="leave in it only what the evaluator reads"):
        open_folder(folder)
