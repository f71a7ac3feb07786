"""Problem folders of our own: a Python package whose ``problem.py`` defines ``create(*, data=None)``.

The folder is imported under its own name from where it lies, so its files import one another relatively or by
that name, and pytest sees them as we do. The sandbox's servers find its harness the same way, through the
search path they are given; its files stay out of a candidate's view, as those of built-in problems do
(:mod:`adrs.sandbox.view`).
"""

from __future__ import annotations

import ast
import keyword
import sys
import traceback
from collections.abc import Callable
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from adrs.core.errors import AdrsError, UsageError
from adrs.core.problem import Problem
from adrs.core.reached import KEPT_FROM_CANDIDATES, reached

FACTORY = "create"


class Native:
    """The layout of ``adrs new``, and of the problems that ship; implements :class:`.folders.Kind`."""

    name = "adrs"
    needs = "problem.py that defines create(*, data=None)"

    def recognises(self, folder: Path) -> bool:
        """Whether ``problem.py`` is there and defines the factory; one that does not parse counts too."""
        path = folder / "problem.py"
        if not path.is_file():
            return False
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            return True  # loading it will say what is wrong
        return FACTORY in {name for node in tree.body for name in _bound_by(node)}

    def load(self, folder: Path, *, data: Path | None) -> Problem:
        """The problem in ``folder``.

        Raises:
            UsageError: It cannot be imported, made, or shown to candidates; says what, where and why.
            AdrsError: What the problem itself raises, e.g. because a data file is missing.
        """
        folder = folder.resolve()
        package = package_name(folder)
        module = _own(folder, lambda: import_module(f"{package}.problem"))
        factory = getattr(module, FACTORY, None)
        if not callable(factory):
            raise UsageError(f"{folder}/problem.py: {FACTORY} is not a function that returns the problem")
        problem = _own(folder, lambda: factory(data=data))
        _check_parts(folder, problem)
        _check_harness(folder, package, problem.harness)
        return problem  # type: ignore[no-any-return]


def package_name(folder: Path) -> str:
    """The dotted name under which Python imports ``folder``; makes sure that it does.

    A folder inside packages (with an ``__init__.py`` in the folder above) belongs to them, as for pytest.

    Raises:
        UsageError: A name is none for a module, or means another module here.
    """
    top = folder
    while (top.parent / "__init__.py").is_file():
        top = top.parent
    parts = folder.relative_to(top.parent).parts
    for part in parts:
        if not part.isidentifier() or keyword.iskeyword(part):
            raise UsageError(
                f"{folder} is imported as a Python package, which cannot be called {part!r};"
                " rename it to letters, digits and underscores"
            )
    if str(top.parent) not in sys.path:
        sys.path.append(str(top.parent))  # last, so that it hides nothing that is installed
    invalidate_caches()
    _check_found(folder, parts)
    return ".".join(parts)


def _check_found(folder: Path, parts: tuple[str, ...]) -> None:
    name = parts[0]
    top = folder.parents[len(parts) - 2] if len(parts) > 1 else folder
    spec = find_spec(name)
    found = [] if spec is None else list(spec.submodule_search_locations or [spec.origin or "built in"])
    if {Path(place).resolve() for place in found} != {top}:
        where = ", ".join(found) or "nothing"
        raise UsageError(f"{folder}: to Python, {name} is {where}; rename the folder")


def _own(folder: Path, act: Callable[[], Any]) -> Any:
    """What the folder's own code returns; what it raises becomes one sentence."""
    try:
        return act()
    except AdrsError:
        raise
    except Exception as error:  # whatever an author's unfinished code does
        raise UsageError(f"{_place(folder, error)}: {type(error).__name__}: {error}") from error


def _place(folder: Path, error: Exception) -> str:
    """Where in the folder it happened; the folder itself when nowhere in it."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}"
    inside = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(folder)]
    return f"{inside[-1].filename}, line {inside[-1].lineno}" if inside else str(folder)


def _check_parts(folder: Path, problem: object) -> None:
    if isinstance(problem, Problem):
        return
    wanted = [name for name in {**Problem.__annotations__, **vars(Problem)} if not name.startswith("_")]
    missing = ", ".join(name for name in wanted if not hasattr(problem, name))
    raise UsageError(
        f"{folder}/problem.py: what create() returns is a {type(problem).__name__} that lacks {missing};"
        " adrs.core.problem.Problem says what each is"
    )


def _check_harness(folder: Path, package: str, harness: str) -> None:
    """Refuse a harness that would carry the judge's side into the candidate's process.

    Raises:
        UsageError: It leads there, or is not in the folder.
    """
    own, _, module = harness.rpartition(".")
    if own != package:
        if not _is_elsewhere(harness):
            raise UsageError(f"{folder}/problem.py: there is no harness {harness!r}; it is {package}.harness")
        return
    if not (folder / f"{module}.py").is_file():
        raise UsageError(f"{folder} has no {module}.py, which problem.py names as its harness; add it")
    names = _own(folder, lambda: reached(folder, package, module))
    leaks = sorted(names & set(KEPT_FROM_CANDIDATES))
    if leaks:
        raise UsageError(
            f"{folder}/{module}.py leads to {', '.join(leaks)}.py by its imports (__init__.py counts): "
            "candidates would find it in memory; move what both need into a module of its own"
        )


def _is_elsewhere(harness: str) -> bool:
    try:
        return find_spec(harness) is not None
    except (ImportError, ValueError):
        return False


def _bound_by(node: ast.stmt) -> set[str]:
    """Names that a statement at the top of a module defines or imports."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()
