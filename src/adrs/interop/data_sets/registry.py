"""Which public data sets there are: the table ``registry.toml``, read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of a data set.

    Args:
        path: Where it belongs below the data folder.
        size_bytes, sha256: Of the file that was measured with; ``None`` where it is not known.
    """

    path: str
    size_bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set.

    Args:
        name: What the command line calls it.
        what: What it holds.
        problems: Names of the problems that read it with ``--data``.
        licence: Under which it is published, as far as it is stated.
        citation: The study it comes from.
        home: Where its original lives, for people.
        url: Address that the name of each file is put behind; ``None`` where there is none.
        files: Its files.
    """

    name: str
    what: str
    problems: tuple[str, ...]
    licence: str
    citation: str
    home: str
    files: tuple[DataFile, ...]
    url: str | None = None

    @property
    def size_bytes(self) -> int:
        """Of all files whose size is known."""
        return sum(file.size_bytes or 0 for file in self.files)


@cache
def data_sets() -> Sequence[DataSet]:
    """Every data set of the table, in its order."""
    text = resources.files(__package__).joinpath("registry.toml").read_text(encoding="utf-8")
    return tuple(_read(entry) for entry in tomllib.loads(text)["set"])


def _read(entry: Mapping[str, Any]) -> DataSet:
    files = tuple(DataFile(**file) for file in entry["files"])
    return DataSet(**{**entry, "files": files, "problems": tuple(entry["problems"])})
