"""`adrs new` writes a problem that keeps its own promises."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from adrs.core.errors import UsageError
from adrs.interop import scaffold

Write = Callable[..., Path]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_everything_is_there_documented_and_rendered(kind: str) -> None:
    files = dict(scaffold.files("widgets", kind))
    assert {"problem.py", "workloads.py", "judge.py", "harness.py", "bound.py", "second.py"} <= set(files)
    assert {"statement.md", "README.md", "seeds/naive.py", "baselines/human_sota.py"} <= set(files)
    assert {"attacks/refused.py", "tests/test_contract.py"} <= set(files)
    for path, text in files.items():
        assert "{{" not in text.replace("{{name}}", "{{"), path
        if path.endswith(".py") and not path.startswith("tests/test_"):
            assert ast.get_docstring(ast.parse(text)), path


@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_what_is_written_has_the_style_of_the_house(new_folder: Write, kind: str) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    if ruff is None:
        pytest.skip("ruff is not installed")
    folder = new_folder(kind)
    command = [ruff, "check", "--no-cache", "--config", str(ROOT / "pyproject.toml"), folder.name]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("kind", scaffold.KINDS)
def test_its_own_tests_pass(new_folder: Write, kind: str) -> None:
    folder = new_folder(kind)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{folder.name}/tests"]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    (tmp_path / "widgets").mkdir()
    (tmp_path / "widgets" / "mine.py").write_text("mine")
    with pytest.raises(UsageError, match="widgets is there already, and nothing in it was touched"):
        scaffold.write("widgets", "one_shot", tmp_path)
    assert [path.name for path in (tmp_path / "widgets").iterdir()] == ["mine.py"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("my-problem", "digits and underscores, e.g. my_problem"),
        ("Widgets", "e.g. widgets"),
        ("3d", "'3d' cannot name a problem"),
        ("class", "'class' cannot name a problem"),
        ("a/b", "e.g. a_b"),
        ("../up", "e.g. up"),
        ("", "'' cannot name a problem"),
        ("größe", "cannot name a problem"),
        ("prism", "there is a built-in problem called prism"),
        ("json", "there is a Python module called json"),
        ("numpy", "there is a Python module called numpy"),
    ],
)
def test_a_name_that_will_not_do_gets_a_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        scaffold.write(name, "one_shot", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere is not a folder; make it first"):
        scaffold.write("widgets", "one_shot", tmp_path / "nowhere")


@pytest.mark.slow
def test_the_wheel_holds_the_templates(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if "/scaffold/templates/" in name}
    there = {p.relative_to(ROOT / "src").as_posix() for p in scaffold.TEMPLATES.rglob("*.tmpl")}
    assert held == there
