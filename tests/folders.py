"""Folders of problems as `adrs new` writes them, each under a name that no other test imports."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from adrs.interop import scaffold

_numbers = count(1)
Write = Callable[..., Path]


@pytest.fixture
def new_folder(tmp_path: Path) -> Write:
    """Writes a new problem of a kind; packages are imported by name, so each has one of its own."""

    def write(kind: str = "one_shot") -> Path:
        name = f"written_{next(_numbers)}"
        scaffold.write(name, kind, tmp_path)
        return tmp_path / name

    return write
