"""An audit of a foreign folder says which fakes take in its evaluator, and that the walls hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from adrs.audit import corpus
from adrs.cli.main import main
from tests.interop.foreign.conftest import EXAMPLES, Write


def audited(folder: Path, *options: str) -> tuple[int, dict[str, Any], str]:
    done = CliRunner().invoke(main, ["audit", str(folder), "--json", *options])
    return done.exit_code, json.loads(done.stdout.splitlines()[-1]), done.stderr


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_fakes_that_succeed_are_named_and_those_that_do_not_are_not() -> None:
    code, result, said = audited(EXAMPLES / "openevolve_function_minimisation", "--only", "claim/")
    assert code == 2
    assert result["self_scored"] is True
    assert set(result["faked"]) >= {
        "claim/forge_the_answer",
        "claim/patch_what_is_claimed",
        "claim/read_the_evaluator",
    }
    assert "claim/rewrite_the_evaluator" not in result["faked"]
    assert "FAKED     claim/forge_the_answer: its value became 1000000000.0" in said
    assert result["penalised"] == []
    assert result["attacks"] == {"claim": len(corpus.claim_attacks())}


def test_an_evaluator_with_functions_to_patch_is_taken_in_by_that(write: Write) -> None:
    evaluator = """
import importlib.util
def measure(value):
    return float(value)
def evaluate(path):
    spec = importlib.util.spec_from_file_location("program", path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    value = program.answer()
    return {"combined_score": measure(value)}
"""
    folder = write({"initial_program.py": "def answer():\n    return 3\n", "evaluator.py": evaluator})
    _, result, _ = audited(folder, "--only", "claim/patch_the_evaluator")
    assert result["faked"] == ["claim/patch_the_evaluator"]


def test_attacks_are_not_written_in_other_languages(write: Write) -> None:
    folder = write(
        {
            "initial_program.sh": "echo 1\n",
            "evaluator.py": "def evaluate(path):\n    return {'combined_score': 1.0}\n",
        }
    )
    done = CliRunner().invoke(main, ["audit", str(folder)])
    assert done.exit_code == 2
    assert "nothing was tried" in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_self_scored_problem_never_counts_as_audited_and_its_walls_hold() -> None:
    code, result, _ = audited(EXAMPLES / "openevolve_function_minimisation")
    assert code == 2
    assert result["passed"] is False
    walls = [name for name in result["escapes"] if not name.startswith(("claim/", "cheat/"))]
    assert (walls, result["left_over"], result["penalised"]) == ([], [], [])
    assert result["checks"]["is the judge out of the candidate's reach?"] is False
