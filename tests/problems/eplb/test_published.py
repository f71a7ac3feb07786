"""Measured loads from files, and what is said of files that are none."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adrs.core.errors import DataError
from adrs.core.verdict import Outcome, Verdict
from adrs.core.workload import Split
from adrs.problems.eplb.cases import cases_of
from adrs.problems.eplb.problem import create
from adrs.problems.eplb.published import HISTORY_FILE, LEADERBOARD_SIZE, SNAPSHOT_FILE, leaderboard
from adrs.testing.inprocess import answer_of


def history(path: Path, steps: list[Any]) -> Path:
    folder = path / "eplb"
    folder.mkdir()
    content = {"load_history": [{"logical_expert_load": step} for step in steps]}
    (folder / HISTORY_FILE).write_text(json.dumps(content))
    return path


def step(value: int) -> list[list[int]]:
    return [[value] * 256, [2 * value] * 256]


def test_a_hundred_steps_of_a_load_history_make_a_window(tmp_path: Path) -> None:
    made = leaderboard(history(tmp_path, [step(t // 100) for t in range(250)]))
    assert [w.id for w in made] == ["leaderboard/window-001", "leaderboard/window-002"]
    (first,), (second,) = (cases_of(w) for w in made)
    assert first.windows.shape == (1, 2, 256)
    assert (first.next_window[0, 0], second.next_window[1, 7]) == (100, 2 * 2 * 50)
    assert second.windows[:, 0, 0].tolist() == [0, 100]


def test_the_problem_counts_the_windows_of_a_history(tmp_path: Path) -> None:
    problem = create(history(tmp_path, [step(t) for t in range(1, 302)]))
    assert problem.sizes()[Split.LEADERBOARD] == len(problem.workloads(Split.LEADERBOARD)) == 3


def test_snapshots_are_judged_in_pairs_of_neighbours(data: Path) -> None:
    problem = create(data)
    made = problem.workloads(Split.LEADERBOARD)
    assert len(made) == LEADERBOARD_SIZE == problem.sizes()[Split.LEADERBOARD]
    assert made[0].id == "leaderboard/decode_in500out1500-decode_in1000out1000"
    (case,) = cases_of(made[0])
    assert case.windows.shape == (1, 58, 256)
    assert case.next_window[0, 0] == 807392


def test_the_board_s_figure_is_ninety_times_the_mean_balance(data: Path) -> None:
    problem = create(data)
    made = problem.workloads(Split.LEADERBOARD)
    program = problem.baselines["human_sota"]
    verdicts = [
        Verdict(workload=w.id, outcome=Outcome.VALID, value=score.value, metrics=score.metrics)
        for w in made
        for score in [problem.judge(w, answer_of(problem, program, w))]
    ]
    board = problem.published(verdicts, Split.LEADERBOARD)
    assert board is not None
    assert board.value == pytest.approx(90 * np.mean([v.value for v in verdicts]))
    failed = [Verdict(workload=made[0].id, outcome=Outcome.CRASHED), *verdicts[1:]]
    worse = problem.published(failed, Split.LEADERBOARD)
    assert worse is not None
    assert worse.value < board.value
    assert problem.published(verdicts, Split.TEST) is None


def test_missing_files_are_an_error_and_never_a_score(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--data"):
        create().workloads(Split.LEADERBOARD)
    with pytest.raises(DataError, match="neither"):
        create(tmp_path).workloads(Split.LEADERBOARD)


BROKEN = {
    "no object": [1],
    "another object": {"loads": []},
    "a step without loads": {"load_history": [{}]},
    "layers of another width": {"load_history": [{"logical_expert_load": [[1, 2]]}] * 200},
    "ragged layers": {"load_history": [{"logical_expert_load": [[1] * 256, [1]]}] * 200},
    "fractions": {"load_history": [{"logical_expert_load": [[0.5] * 256]}] * 200},
    "negative loads": {"load_history": [{"logical_expert_load": [[-1] * 256]}] * 200},
    "a single window": {"load_history": [{"logical_expert_load": [[1] * 256]}] * 100},
    "no window": {"load_history": []},
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_history_is_named(tmp_path: Path, content: Any) -> None:
    (tmp_path / HISTORY_FILE).write_text(json.dumps(content))
    with pytest.raises(DataError, match=HISTORY_FILE):
        leaderboard(tmp_path)


def test_a_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    (tmp_path / HISTORY_FILE).write_text('{"load_history": [')
    with pytest.raises(DataError, match="cannot be read"):
        leaderboard(tmp_path)


@pytest.mark.parametrize(
    ("data_of", "said"),
    [
        (gzip.compress(b'{"snapshots": {}}'), "lacks the snapshots"),
        (gzip.compress(b'{"snapshots": 3}'), "no snapshots"),
        (gzip.compress(b"[]"), "no snapshots"),
        (gzip.compress(b"{" * 9)[:-4], "cannot be read"),
        (b"plain", "cannot be read"),
    ],
    ids=["without the key", "not a list", "not an object", "cut off", "not compressed"],
)
def test_broken_snapshots_are_named(tmp_path: Path, data_of: bytes, said: str) -> None:
    (tmp_path / SNAPSHOT_FILE).write_bytes(data_of)
    with pytest.raises(DataError, match=said):
        leaderboard(tmp_path)
