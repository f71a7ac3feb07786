"""The figures in the README are measured ones."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from adrs.core.workload import Split
from adrs.problems.telemetry_repair.problem import create

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = ROOT / "scripts" / "telemetry_repair_report.py"
    spec = importlib.util.spec_from_file_location("telemetry_repair_report", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(script: ModuleType, split: Split) -> list[str]:
    readme = (script.FOLDER / "README.md").read_text(encoding="utf-8")
    table = readme.split(script.START)[1].split(script.END)[0]
    return [line for line in table.splitlines() if line.startswith(f"| {split} |")]


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_results_are_what_the_report_measures(script: ModuleType, split: Split) -> None:
    assert shown(script, split) == script.rows(create(), split)


def test_leaderboard_results_are_what_the_report_measures(script: ModuleType, data: Path) -> None:
    assert shown(script, Split.LEADERBOARD) == script.rows(create(data), Split.LEADERBOARD)


def test_figure_is_there(script: ModuleType) -> None:
    assert (script.FOLDER / "results.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
