from __future__ import annotations

import csv
from pathlib import Path

import pytest

from adrs.core.errors import UsageError
from adrs.core.workload import Split
from adrs.study.gaps import measure
from adrs.study.report.csv_files import curve_rows, run_rows, write_table
from adrs.study.yardstick import yardsticks
from tests.study.made import PROBLEM, record

RUN = record("ours", 3, gap=0.25)
SCALES = yardsticks(PROBLEM, RUN.human, RUN.naive)
MEASURED = measure(RUN, SCALES, 10)


def test_a_run_is_a_row() -> None:
    (row,) = run_rows([MEASURED])
    assert (row["problem"], row["contender"], row["seed"], row["evaluations"]) == ("tiny", "ours", 3, 10)
    assert row["gap_test"] == pytest.approx(0.25)
    assert (row["outcome_valid"], row["outcome_gated"], row["outcome_timed_out"]) == (7, 2, 0)
    assert (row["briefs"], row["proposals_failed"]) == (12, 3)


def test_a_curve_has_a_row_for_every_step_and_one_for_its_end() -> None:
    rows = curve_rows([MEASURED], {"tiny": SCALES[Split.TRAIN]})
    assert [(row["evaluations"], row["cpu_s"]) for row in rows] == [(1, 0.5), (5, 2.5), (10, 5.0)]
    assert [row["gap_train"] for row in rows] == pytest.approx([1.0, 0.25, 0.25])
    assert curve_rows([MEASURED], {})[0]["gap_train"] is None


def test_tables_are_written_as_csv(tmp_path: Path) -> None:
    path, *_ = write_table(tmp_path, "runs", [{"a": 1, "b": "x, y"}, {"a": None, "b": "z"}])
    with path.open(newline="") as file:
        assert list(csv.DictReader(file)) == [{"a": "1", "b": "x, y"}, {"a": "", "b": "z"}]
    assert write_table(tmp_path, "none", [])[0].read_text().strip() == ""


def test_the_same_table_as_parquet_where_pyarrow_is(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = run_rows([MEASURED])
    _, path = write_table(tmp_path, "runs", rows)
    assert parquet.read_table(path).to_pylist() == rows


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        write_table(tmp_path / "gone", "runs", [{"a": 1}])
