"""What the tests of this problem share."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.problems.llm_sql.csv_tables import read_csv
from adrs.problems.llm_sql.problem import create
from adrs.testing.inprocess import answer_of

ROOT = Path(__file__).resolve().parents[3]
HINTS = {"early_stop": 1, "row_stop": 4, "col_stop": 2, "distinct_value_threshold": 0.7}


def shared_folder() -> Path:
    """Where the shared specifications and data lie."""
    return Path(os.environ.get("ADRS_SHARED", ROOT.parent / "shared"))


def golden_cases() -> list[dict[str, Any]]:
    """The reference's own cases; empty when they are absent."""
    path = shared_folder() / "golden" / "llm_sql.json"
    return list(json.loads(path.read_text(encoding="utf-8"))["cases"]) if path.is_file() else []


@pytest.fixture(scope="session")
def aggregates() -> dict[str, Any]:
    """The reference's figures on the public table."""
    path = shared_folder() / "golden" / "llm_sql.json"
    if not path.is_file():
        pytest.skip("golden/llm_sql.json is absent; set ADRS_SHARED to the folder that holds golden/")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["aggregates"]
    return content


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the real tables."""
    folder = shared_folder() / "data"
    if not (folder / "llm_sql" / "beer.csv").is_file():
        pytest.skip("data/llm_sql is absent; set ADRS_SHARED to the folder that holds data/")
    return folder


def workload_of(csv: str, merge: Sequence[Sequence[str]] = ()) -> Workload:
    """A table as a workload of its own."""
    inputs = {**read_csv(csv).inputs(), "merge": [list(group) for group in merge], "hints": HINTS}
    return Workload("train/tiny", Split.TRAIN, inputs, "tiny")


Run = Callable[[str, Workload], Any]


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs a program's text on a table; the answer crosses the wire."""
    problem = create()
    return lambda text, workload: answer_of(problem, Program.from_text(text), workload)
