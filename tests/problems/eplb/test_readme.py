"""The figures in the README are measured ones."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from adrs.core.workload import Split
from adrs.problems.eplb.problem import create

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eplb_report", ROOT / "scripts" / "eplb_report.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(script: ModuleType, split: Split) -> list[str]:
    """The README's lines of a split, without the program that a search found."""
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    table = readme.split(script.START)[1].split(script.END)[0]
    return [
        line for line in table.splitlines() if line.startswith(f"| {split} |") and "| found |" not in line
    ]


@pytest.mark.parametrize(
    "split",
    [
        Split.TRAIN,
        pytest.param(Split.VALIDATION, marks=pytest.mark.slow),
        pytest.param(Split.TEST, marks=pytest.mark.slow),
    ],
)
def test_results_are_what_the_report_measures(script: ModuleType, split: Split) -> None:
    problem = create()
    assert shown(script, split) == script.rows(problem, split, script.programs_of(problem, None))


@pytest.mark.slow
def test_leaderboard_results_are_what_the_report_measures(script: ModuleType, data: Path) -> None:
    problem = create(data)
    rows = script.rows(problem, Split.LEADERBOARD, script.programs_of(problem, None))
    assert shown(script, Split.LEADERBOARD) == rows


def test_figure_is_there(script: ModuleType) -> None:
    assert (script.FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
