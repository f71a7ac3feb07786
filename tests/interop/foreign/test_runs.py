"""Runs on foreign folders from the command line: they improve, say what they are, and can be gone on with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from adrs.cli.main import main
from tests.interop.foreign.conftest import EXAMPLES, NAMES, Write

CLAIM = "self-scored: evaluator and candidate share a process"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tests run in an empty folder."""
    home = tmp_path / "here"
    home.mkdir()
    monkeypatch.chdir(home)
    return home


def adrs(*args: str) -> Result:
    result = CliRunner().invoke(main, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def last(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_a_run_improves_and_says_that_it_is_self_scored(here: Path) -> None:
    folder = str(EXAMPLES / "openevolve_function_minimisation")
    done = adrs("run", folder, "--evals", "25", "--workers", "1", "--json")
    assert done.exit_code == 0
    result = last(done)
    assert result["self_scored"] is True
    assert result["best"]["train"] > result["initial"]
    assert result["best"]["validation"] is not None
    assert (result["human"], result["human_by_split"], result["best"]["test"]) == (None, {}, None)
    assert "config.yaml: not used here: max_iterations" in done.stderr
    report = Path(result["report"]).read_text()
    assert CLAIM in report
    assert "human" not in report.split("## The question")[0].replace("no human state of the art", "")
    runs = last(adrs("runs", "--json"))["runs"]
    assert [(run["problem"], run["self_scored"]) for run in runs] == [(folder, True)]
    assert "claimed" in adrs("runs").stdout


def test_every_view_of_a_value_says_so() -> None:
    folder = str(EXAMPLES / "leaderboard_style")
    assert CLAIM in adrs("show", folder).stdout
    assert last(adrs("show", folder, "--json"))["self_scored"] is True
    assert CLAIM in adrs("score", folder, "initial", "--split", "train").stdout
    assert last(adrs("score", folder, "initial", "--split", "train", "--json"))["self_scored"] is True
    assert CLAIM in adrs("run", folder, "--evals", "2", "--workers", "1").stdout


def test_other_problems_are_not_self_scored() -> None:
    assert last(adrs("show", "control_chain_partition", "--json"))["self_scored"] is False


def test_the_dashboard_says_so_and_shows_no_human() -> None:
    pytest.importorskip("fastapi")
    from adrs.dashboard.limits import Limit
    from adrs.dashboard.pages.overview import card, splits
    from adrs.dashboard.view import RunView
    from adrs.store.sqlite import SqliteStore

    adrs("run", str(EXAMPLES / "shinka_style"), "--evals", "2", "--workers", "1")
    store = SqliteStore(Path(".adrs/runs.sqlite"), readonly=True)
    view = RunView("shinka_style-1")
    for number, event in store.read("shinka_style-1"):
        view.apply(number, event)
    store.close()
    assert (card(view)["self_scored"], card(view)["human"], card(view)["margin"]) == (True, None, None)
    assert all(split["human"] is None for split in splits(view, Limit(state="ready")))


def test_programs_that_nobody_here_can_write_are_refused_in_a_sentence(write: Write) -> None:
    folder = write(
        {"initial_program.rs": "fn main() {}\n", "evaluator.py": "def evaluate(p): return {'score': 1}\n"}
    )
    done = adrs("run", str(folder), "--evals", "3")
    assert done.exit_code == 2
    assert "are in rust, and genetic and tuner write Python only" in done.stderr
    assert not Path(".adrs").exists()


def test_a_run_goes_on_from_another_folder_and_not_with_another_evaluator(
    tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "task"
    shutil.copytree(EXAMPLES / "gepa_style", folder)
    monkeypatch.chdir(tmp_path)
    adrs("run", "task", "--evals", "3", "--workers", "1", "--store", "here/runs.sqlite")
    monkeypatch.chdir(here)
    more = adrs("resume", "task-1", "--evals", "6", "--store", "runs.sqlite", "--json")
    assert more.exit_code == 0, more.stderr
    assert last(more)["evaluations"] == 6
    (folder / "main.py").write_text((folder / "main.py").read_text().replace("10.0", "9.0"))
    refused = adrs("resume", "task-1", "--evals", "9", "--store", "runs.sqlite")
    assert refused.exit_code == 2
    assert "the folder's files, the evaluator among them, have changed since" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_example_improves(name: str) -> None:
    result = last(adrs("run", str(EXAMPLES / name), "--evals", "100", "--workers", "2", "--json"))
    assert result["best"]["train"] > 1.02 * result["initial"]


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on(here: Path) -> None:
    folder = str(EXAMPLES / "openevolve_function_minimisation")
    line = [sys.executable, "-m", "adrs", "run", folder, "--evals", "400", "--workers", "1"]
    journal = here / ".adrs" / "runs.sqlite"
    run = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(os.environ))
    assert run.stderr is not None
    for said in run.stderr:
        if b"genetic" in said or b"tuner" in said:
            break
    time.sleep(0.5)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stderr.close()
    assert journal.exists()
    before = last(adrs("runs", "--json"))["runs"][0]["evaluations"]
    done = adrs("resume", f"{Path(folder).name}-1", "--evals", str(before + 10), "--json")
    assert done.exit_code == 0, done.stderr
    assert last(done)["evaluations"] == before + 10
