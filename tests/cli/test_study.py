"""A small study end to end: real processes, the real journal, the real sandbox."""

from __future__ import annotations

import csv
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adrs.core.events import Event, Finished, ProposalFailed, Resumed, Started, Stopped, Told
from adrs.store.sqlite import SqliteStore

ADRS = [sys.executable, "-m", "adrs.cli.main", "study"]
STUDY = """
name: small
problems: [control_chain_partition]
strategies: [random, {name: top_k, options: {k: 4}, label: few}]
seeds: 1..2
budget: {evaluations: 8}
"""


def adrs(*args: object, timeout: float = 110) -> subprocess.CompletedProcess[str]:
    command = [*ADRS, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


def last(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The JSON object in the last line."""
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def written(folder: Path, text: str = STUDY) -> Path:
    file = folder / "study.yaml"
    file.write_text(text)
    return file


def journals(folder: Path) -> dict[str, list[str]]:
    """Everything that happened in every run, times aside."""
    with SqliteStore(folder / "runs.sqlite", readonly=True) as store:
        return {run: [_timeless(event) for _, event in store.read(run)] for run in sorted(store.runs())}


def _timeless(event: Event) -> str:
    if isinstance(event, Started | Resumed | Finished):
        event = replace(event, environment={})
    return re.sub(r"\b(at|cpu_s|wall_s|peak_memory_bytes)=[\d.e-]+", "", repr(event))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished study: two runs at a time, evaluations shared."""
    folder = tmp_path_factory.mktemp("study")
    done = adrs("run", written(folder), "--out", folder / "out", "--jobs", 2, "--json")
    assert done.returncode == 0, done.stderr
    assert last(done)["runs"] == {"planned": 4, "finished": 4}
    assert "4/4 runs" in done.stderr
    return folder / "out"


def test_every_run_is_in_the_tables_and_every_report_is_there(study: Path) -> None:
    with (study / "runs.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["contender"], row["seed"]) for row in rows] == [
        ("random", "1"),
        ("random", "2"),
        ("few", "1"),
        ("few", "2"),
    ]
    for row in rows:
        outcomes = sum(int(count) for name, count in row.items() if name.startswith("outcome_"))
        assert outcomes == int(row["evaluations"]) <= 8
        assert float(row["cpu_s"]) > 0
    with (study / "curves.csv").open() as file:
        gaps = [float(row["gap_train"]) for row in csv.DictReader(file) if row["run"] == rows[0]["run"]]
    assert gaps == sorted(gaps, reverse=True)
    assert "# small" in (study / "report.md").read_text()
    assert "<svg" in (study / "report.html").read_text()
    assert (study / "curve_control_chain_partition.svg").is_file()


def test_the_journal_is_an_ordinary_one(study: Path) -> None:
    listed = subprocess.run(
        [*ADRS[:-1], "runs", "--store", str(study / "runs.sqlite"), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(json.loads(listed.stdout.splitlines()[-1])["runs"]) == 4


def test_a_finished_study_runs_nothing_again(study: Path) -> None:
    before = journals(study)
    done = adrs("run", study.parent / "study.yaml", "--out", study, "--json")
    assert done.returncode == 0
    assert journals(study) == before
    dry = last(adrs("run", study.parent / "study.yaml", "--out", study, "--dry-run", "--json"))
    assert (dry["to_run"], dry["evaluations"]) == (0, 0)


def test_reports_are_made_again_from_the_journal(study: Path) -> None:
    before = {path.name: path.read_bytes() for path in study.glob("*.[chm][sdtv]*")}
    assert {"report.md", "report.html", "runs.csv", "curves.csv"} <= set(before)
    for name in before:
        (study / name).unlink()
    assert adrs("report", study).returncode == 0
    assert {path.name: path.read_bytes() for path in study.glob("*.[chm][sdtv]*")} == before


@pytest.mark.slow
def test_neither_cache_nor_company_change_a_journal(study: Path, tmp_path: Path) -> None:
    done = adrs("run", written(tmp_path), "--out", tmp_path / "out", "--jobs", 1, "--no-cache")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "out" / "verdicts.sqlite").exists()
    assert journals(tmp_path / "out") == journals(study)


def test_a_changed_study_runs_what_is_new_and_keeps_the_rest(study: Path, tmp_path: Path) -> None:
    changed = written(tmp_path, STUDY.replace("[random,", "[random, best_of_n,").replace("few", "four"))
    dry = last(adrs("run", changed, "--out", study, "--dry-run", "--json"))
    stages = {(run["contender"], run["seed"]): run["stage"] for run in dry["runs"]}
    assert stages == {
        (name, seed): "new" if name == "best_of_n" else "finished"
        for name in ("random", "best_of_n", "four")
        for seed in (1, 2)
    }
    assert (dry["to_run"], dry["evaluations"]) == (2, 16)


@pytest.mark.slow
def test_a_study_that_was_killed_goes_on(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*ADRS, "run", str(written(tmp_path)), "--out", str(out), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for_evaluations(out)
    process.kill()
    process.wait()
    again = adrs("run", tmp_path / "study.yaml", "--out", out, "--json")
    assert again.returncode == 0, again.stderr
    assert last(again)["runs"] == {"planned": 4, "finished": 4}
    _assert_same_story(out, study)


@pytest.mark.slow
def test_an_interrupted_study_says_so_and_goes_on(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*ADRS, "run", str(written(tmp_path)), "--out", str(out), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    _wait_for_evaluations(out)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; " in told
    assert "the same command goes on" in told
    assert "Traceback" not in told
    assert adrs("run", tmp_path / "study.yaml", "--out", out).returncode == 0
    _assert_same_story(out, study)


def _wait_for_evaluations(out: Path) -> None:
    """Until some run of the study has tried a candidate."""
    for _ in range(1000):
        try:
            with SqliteStore(out / "runs.sqlite", readonly=True) as store:
                if any(isinstance(event, Told) for run in store.runs() for _, event in store.read(run)):
                    return
        except Exception:
            pass
        time.sleep(0.05)
    raise AssertionError("no run began")


def _assert_same_story(out: Path, other: Path) -> None:
    """The same runs, candidates and champions, however often they were begun."""

    def story(folder: Path) -> dict[str, list[str]]:
        facts = (Told, ProposalFailed, Finished, Stopped)
        with SqliteStore(folder / "runs.sqlite", readonly=True) as store:
            return {
                run: [_timeless(event) for _, event in store.read(run) if isinstance(event, facts)]
                for run in store.runs()
                if "best_of_n" not in run
            }

    assert story(out) == story(other)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (STUDY.replace("seeds: 1..2", "seed: 1"), "the study has an unknown key 'seed'; did you mean seeds?"),
        (
            STUDY.replace("control_chain", "control_chian"),
            "there is no problem called 'control_chian_partition'",
        ),
        (STUDY.replace("[random", "[rondom"), "there is no strategy called 'rondom'; did you mean random?"),
        (STUDY.replace("k: 4", "kk: 4"), "strategy top_k has no option 'kk'"),
        (STUDY + "proposers: [genetics]\n", "there is no proposer called 'genetics'; did you mean genetic?"),
        (STUDY + "proposers: [llm]\n", "the proposer llm needs a model"),
        (STUDY + "data: /no/such/folder\n", "data folder /no/such/folder does not exist"),
        (STUDY.replace("few}", "few}, {name: top_k, options: {k: 4}, label: b}"), "remove one"),
        ("- 1", "the study is [1]; give a mapping"),
    ],
)
def test_a_wrong_study_is_one_sentence_and_leaves_nothing(tmp_path: Path, text: str, sentence: str) -> None:
    done = adrs("run", written(tmp_path, text), "--out", tmp_path / "out", "--json")
    assert done.returncode == 2
    assert sentence in last(done)["error"]
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_study_of_other_workloads_is_not_mixed_in(study: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("study.json", "runs.sqlite"):
        source = study / name
        if name == "runs.sqlite":
            with sqlite3.connect(source) as old, sqlite3.connect(copy / name) as new:
                old.backup(new)
            old.close()
            new.close()
        else:
            (copy / name).write_bytes(source.read_bytes())
    plan = json.loads((copy / "study.json").read_text())
    run = next(iter(journals(copy)))
    with SqliteStore(copy / "runs.sqlite") as store:
        _, begun = next(iter(store.read(run)))
        assert isinstance(begun, Started)
        other = replace(begun, environment={**begun.environment, "problem": "0" * 16})
        store.append(run, [other])
    assert plan["name"] == "small"
    done = adrs("report", copy)
    assert done.returncode == 2
    assert "was made on other workloads or seeds of control_chain_partition" in done.stderr
