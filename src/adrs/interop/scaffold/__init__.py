"""Writes the folder of a new problem, which runs at once and is changed from there.

Templates are text files beside this module, one folder for each kind of problem. Files that both kinds share
lie in ``common``. Rendering replaces ``{{name}}`` and drops the ending ``.tmpl``, nothing else, so a template
reads like what it becomes.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from adrs.core.errors import UsageError

KINDS = ("one_shot", "online")
"""A program that answers once, and one that decides step by step."""
TEMPLATES = Path(__file__).parent / "templates"
_ENDING = ".tmpl"


def files(name: str, kind: str) -> Iterator[tuple[str, str]]:
    """Path and text of every file of a new problem.

    Args:
        name: The problem's name, see :func:`check_name`.
        kind: One of :data:`KINDS`.
    """
    for folder in (TEMPLATES / "common", TEMPLATES / kind):
        for path in sorted(folder.rglob(f"*{_ENDING}")):
            text = path.read_text(encoding="utf-8").replace("{{name}}", name)
            yield path.relative_to(folder).as_posix().removesuffix(_ENDING), text


def write(name: str, kind: str, parent: Path) -> list[Path]:
    """Write a new problem's files into ``parent/name``; their paths, in order.

    Raises:
        UsageError: The name will not do, the folder is there already, or it cannot be written.
    """
    check_name(name)
    folder = parent / name
    if folder.exists():
        raise UsageError(f"{folder} is there already, and nothing in it was touched; choose another name")
    _check_free(name)
    if not parent.is_dir():
        raise UsageError(f"cannot make {folder}: {parent} is not a folder; make it first")
    written = []
    try:
        for path, text in files(name, kind):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            written.append(target)
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}; give another place with --out") from None
    return written


def check_name(name: str) -> None:
    """Refuse a name that a problem and its folder cannot have.

    Raises:
        UsageError: It is no module's name.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name, re.ASCII) or keyword.iskeyword(name):
        close = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
        usable = re.match(r"[a-z]", close) and not keyword.iskeyword(close)
        hint = f", e.g. {close}" if usable else ""
        raise UsageError(
            f"{name!r} cannot name a problem, because its folder is a Python package;"
            f" take small letters, digits and underscores{hint}"
        )


def _check_free(name: str) -> None:
    """Refuse the name of a problem or module that is there.

    Raises:
        UsageError: It is taken.
    """
    from adrs import problems

    if name in problems.NAMES + problems.CONTROLS:
        raise UsageError(f"there is a built-in problem called {name}; choose another name")
    spec = find_spec(name)
    if spec is not None:
        where = spec.origin or "a folder here"
        raise UsageError(f"there is a Python module called {name} ({where}); choose another name")
