"""Imports point down: cli -> api -> interop, notebook -> study, audit -> run -> parts of the loop -> core."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "adrs"

PARTS = {"search", "propose", "models", "evaluate", "sandbox", "store"}
BELOW_RUN = {"core", "problems", "small_model"} | PARTS
BELOW_STUDY = BELOW_RUN | {"run"}
BELOW_CLI = BELOW_STUDY | {"study", "audit"}
MAY_IMPORT = {
    "core": set(),
    "small_model": {"core"},
    "problems": {"core", "small_model"},
    **{part: {"core"} for part in PARTS},
    "run": BELOW_RUN,
    "study": BELOW_STUDY,
    "audit": BELOW_STUDY,
    "dashboard": BELOW_CLI,
    "interop": BELOW_CLI,
    "notebook": BELOW_CLI | {"interop"},
    "api": BELOW_CLI | {"interop", "notebook"},
    "cli": BELOW_CLI | {"api", "dashboard", "interop"},
    "testing": BELOW_RUN,
}
KEPT_FROM_HARNESSES = {"judge", "bound", "workloads", "problem"}


def test_imports_point_down() -> None:
    assert list(upward_imports(SOURCE)) == []


def test_the_core_needs_only_the_standard_library_and_numpy() -> None:
    allowed = sys.stdlib_module_names | {"numpy", "adrs"}
    for path in (SOURCE / "core").glob("*.py"):
        assert {name.partition(".")[0] for name in imported(path, SOURCE)} <= allowed, path


def test_harnesses_cannot_reach_what_candidates_must_not_see() -> None:
    assert list(leaking_harnesses(SOURCE)) == []


@pytest.mark.parametrize(
    ("path", "line", "complaint"),
    [
        ("store/a.py", "from adrs.search.topk import TopK", "store/a.py imports adrs.search.topk"),
        ("search/a.py", "def f():\n    import adrs.run.driver", "search/a.py imports adrs.run.driver"),
        ("core/a.py", "from adrs import store", "core/a.py imports adrs.store"),
        ("core/a.py", "from ..store import sqlite", "core/a.py imports adrs.store"),
        ("problems/p/a.py", "from adrs.problems.q import rules", "problems/p/a.py imports adrs.problems.q"),
        ("run/a.py", "from adrs.testing import store", "run/a.py imports adrs.testing"),
        ("attic/a.py", "import adrs.core", "attic/a.py imports adrs.core"),
    ],
)
def test_an_upward_import_is_found(tmp_path: Path, path: str, line: str, complaint: str) -> None:
    write(tmp_path / "adrs" / path, line)
    assert complaint in "\n".join(upward_imports(tmp_path / "adrs"))


def test_a_harness_that_reaches_the_judge_through_another_module_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "adrs" / "problems" / "p"
    write(folder / "harness.py", "from adrs.problems.p.rules import cost")
    write(folder / "rules.py", "from adrs.problems.p import judge")
    write(folder / "judge.py", "")
    assert list(leaking_harnesses(tmp_path / "adrs")) == ["p/harness.py reaches judge"]


def test_a_harness_of_a_control_is_followed_too(tmp_path: Path) -> None:
    folder = tmp_path / "adrs" / "problems" / "controls" / "c"
    write(folder / "harness.py", "from adrs.problems.controls.c import bound")
    write(folder / "bound.py", "")
    assert list(leaking_harnesses(tmp_path / "adrs")) == ["c/harness.py reaches bound"]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def upward_imports(source: Path) -> Iterator[str]:
    """A complaint for each import between packages of ``source`` that the order does not allow."""
    for path in sorted(source.rglob("*.py")):
        place = path.relative_to(source)
        for name in imported(path, source):
            if name.startswith("adrs.") and not _allowed(place.parts, name.split(".")[1:]):
                yield f"{place.as_posix()} imports {name}"


def _allowed(place: tuple[str, ...], target: list[str]) -> bool:
    if place == ("__init__.py",):  # below everything, but for the names it imports late
        return target[0] in ("api", "core") or target[:2] == ["notebook", "opened"]
    if len(place) == 1:  # python -m adrs is above everything
        return place[0] == "__main__.py"
    if target == ["__version__"]:
        return True
    if place[0] != target[0]:
        return target[0] in MAY_IMPORT.get(place[0], set())
    own_problem = place[0] != "problems" or len(place) == 2 or place[1] == target[1:2][0]
    return place[0] in MAY_IMPORT and own_problem


def leaking_harnesses(source: Path) -> Iterator[str]:
    """A complaint for each harness from which a chain of imports leads to the judge's side."""
    for harness in sorted(source.glob("problems/**/harness.py")):
        package = ".".join(["adrs", *harness.parent.relative_to(source).parts, ""])
        seen, waiting = {"harness"}, ["harness"]
        while waiting:
            path = harness.with_name(f"{waiting.pop()}.py")
            names = imported(path, source) if path.exists() else ()
            found = {name[len(package) :].partition(".")[0] for name in names if name.startswith(package)}
            waiting += found - seen
            seen |= found
        for module in sorted(seen & KEPT_FROM_HARNESSES):
            yield f"{harness.parent.name}/harness.py reaches {module}"


def imported(path: Path, source: Path) -> set[str]:
    """Dotted names that a file imports, at its top or anywhere inside."""
    package = ["adrs", *path.relative_to(source).parent.parts]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{stem}.{alias.name}" for alias in node.names}
    return names
