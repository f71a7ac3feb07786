"""Reads in the README are the same everywhere; CPU times are a machine's own and are not compared."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import pytest

from adrs.core.workload import Split
from adrs.testing.inprocess import answer_of
from tests.problems.topk_select.scenes import PROBLEM

FOLDER = Path(__file__).parents[3] / "src" / "adrs" / "problems" / "topk_select"


def shown() -> dict[tuple[str, str], list[str]]:
    """Cells of the table of results by split and program."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = text.split("<!-- results -->")[1].split("<!-- /results -->")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    return {(row[0], row[1]): row[2:] for row in rows}


@pytest.mark.parametrize("name", ["partition", "rtopk", "human_sota", "sampled"])
def test_reads_are_what_the_judge_counts(name: str) -> None:
    workloads = PROBLEM.workloads(Split.TRAIN)
    scores = [PROBLEM.judge(w, answer_of(PROBLEM, PROBLEM.baselines[name], w)) for w in workloads]
    reads = fmean(score.metrics["reads_per_element"] for score in scores)
    assert float(shown()["train", name][2]) == pytest.approx(reads, abs=0.02)


def test_every_baseline_is_shown_on_every_split() -> None:
    splits = ("train", "validation", "test")
    assert set(shown()) == {(s, name) for s in splits for name in (*PROBLEM.baselines, "found")}


def test_figure_is_there() -> None:
    assert (FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
