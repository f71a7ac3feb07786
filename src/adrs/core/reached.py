"""What importing a module leads to inside its own package: read from its text, nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

KEPT_FROM_CANDIDATES = ("judge", "bound", "workloads", "problem", "second")
"""Modules of a problem that must not be in a candidate's process, so not behind its harness."""


def reached(folder: Path, package: str, module: str) -> set[str]:
    """Modules of ``package`` that are imported when ``module`` is, as names inside the package.

    Args:
        folder: Where the package lies.
        package: Its dotted name.
        module: A module of it, e.g. ``"harness"``.

    Raises:
        SyntaxError: A file on the way does not parse.
    """
    seen: set[str] = set()
    waiting = ["", module]
    while waiting:
        name = waiting.pop()
        if name in seen or (path := _file(folder, name)) is None:
            continue
        seen.add(name)
        inside = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found = imported(path, f"{package}.{inside}".rstrip("."))
        for other in found:
            if other == package or other.startswith(f"{package}."):
                waiting += _prefixes(other[len(package) + 1 :])
    return seen - {""}


def imported(path: Path, package: str) -> Iterator[str]:
    """Dotted names that a file of ``package`` imports, at its top or anywhere inside."""
    base = package.split(".")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = base[: len(base) + 1 - node.level] if node.level else []
            stem = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def _file(folder: Path, name: str) -> Path | None:
    place = folder.joinpath(*name.split(".")) if name else folder
    for path in (place / "__init__.py", place.with_suffix(".py")):
        if path.is_file() and (name or path.name == "__init__.py"):
            return path
    return None


def _prefixes(name: str) -> list[str]:
    """``a``, ``a.b`` and ``a.b.c`` of ``a.b.c``: importing the last imports them all."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
