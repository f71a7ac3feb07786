"""The shape of the house: documented, licensed, in small files."""

from __future__ import annotations

import ast
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import adrs
from adrs import problems

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "adrs"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if not {"seeds", "baselines"} & set(path.parts))
FOLDERS = sorted(path.parent.name for path in SOURCE.glob("problems/*/problem.py"))

CONTROLS = sorted(f"control_{path.parent.name}" for path in SOURCE.glob("problems/controls/*/problem.py"))

LONG_FILES: dict[str, str] = {}
"""Files past 400 lines, each with the reason why it is one file."""


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_every_folder_with_modules_is_a_package() -> None:
    assert [path.parent for path in MODULES if not (path.parent / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    "path", [p for p in MODULES if "__all__ =" in p.read_text()], ids=lambda p: str(p.relative_to(SOURCE))
)
def test_all_names_what_is_there_once(path: Path) -> None:
    dotted = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
    module = import_module(dotted)
    assert sorted(set(module.__all__)) == sorted(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_the_licence_is_there_and_is_the_one_that_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "Apache-2.0"
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0" in text


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == adrs.__version__


@pytest.mark.skipif(not FOLDERS, reason="no problem is in this checkout")
def test_every_problem_is_listed_and_has_its_page() -> None:
    assert sorted(problems.NAMES) == FOLDERS
    assert [name for name in FOLDERS if not (SOURCE / "problems" / name / "README.md").exists()] == []


def test_every_control_is_listed_and_is_on_their_page() -> None:
    assert sorted(problems.CONTROLS) == CONTROLS
    page = (SOURCE / "problems" / "controls" / "README.md").read_text(encoding="utf-8")
    assert [name for name in CONTROLS if f"`{name}`" not in page] == []


def test_files_are_small_or_listed_with_a_reason() -> None:
    folders = [ROOT / name for name in ("src", "tests", "benchmarks", "scripts")]
    code = [path for folder in folders for path in folder.rglob("*.py")]
    long = {p.relative_to(ROOT).as_posix() for p in code if len(p.read_bytes().splitlines()) > 400}
    assert long == set(LONG_FILES)
