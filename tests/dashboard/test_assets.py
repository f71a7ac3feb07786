"""What is committed as built is what the sources make, and brings its licences along."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "src" / "adrs" / "dashboard" / "assets"


@pytest.fixture
def record() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "frontend_record.py"))


def test_the_built_files_fit_their_sources(record: dict[str, Any]) -> None:
    assert record["main"](ROOT, write=False) == 0


@pytest.mark.parametrize("touched", ["frontend/src/App.tsx", "src/adrs/dashboard/assets/index.html"])
def test_a_change_without_a_build_is_noticed(
    record: dict[str, Any], tmp_path: Path, touched: str, capsys: pytest.CaptureFixture[str]
) -> None:
    skip = shutil.ignore_patterns("node_modules")
    shutil.copytree(ROOT / "frontend", tmp_path / "frontend", ignore=skip)
    shutil.copytree(ASSETS, tmp_path / "src" / "adrs" / "dashboard" / "assets")
    assert record["main"](tmp_path, write=False) == 0
    (tmp_path / touched).write_text("// changed\n")
    assert record["main"](tmp_path, write=False) == 1
    assert touched in capsys.readouterr().out


def test_the_licences_of_what_is_bundled_are_there() -> None:
    text = (ASSETS / "THIRD_PARTY.md").read_text(encoding="utf-8")
    for name in ("react", "uplot", "echarts", "zrender", "@codemirror/merge"):
        assert f"## {name} - " in text


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = (ASSETS / "index.html").read_text(encoding="utf-8")
    assert "http://www.w3.org/2000/svg" in page  # the name of a format, not an address
    assert page.count("http") == 1
