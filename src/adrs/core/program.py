"""A program: text files by path, addressed by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from adrs.core.errors import ProgramError

START_MARK = "EVOLVE-BLOCK-START"
END_MARK = "EVOLVE-BLOCK-END"


@dataclass(frozen=True, slots=True)
class Region:
    """Lines of a file that a proposal may change: ``first`` to ``last``, 1-based, inclusive."""

    first: int
    last: int

    def covers(self, first: int, last: int) -> bool:
        """Whether the lines ``first..last`` lie wholly inside."""
        return self.first <= first and last <= self.last


@dataclass(frozen=True)
class Program:
    """Source files by relative path; equality and digest are by content.

    Args:
        files: Relative POSIX path to source text.
        main: The file that defines the entry function.
        language: Lower-case language name.
    """

    files: Mapping[str, str]
    main: str = "program.py"
    language: str = "python"
    _frozen: None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.main not in self.files:
            raise ProgramError(f"program has no file {self.main!r}; it has {sorted(self.files)}")
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    @classmethod
    def from_text(cls, text: str, *, main: str = "program.py") -> Program:
        """A program of one file."""
        return cls(files={main: text}, main=main)

    @property
    def text(self) -> str:
        """Source of the main file."""
        return self.files[self.main]

    def with_text(self, text: str) -> Program:
        """The same program with another main file."""
        return Program({**self.files, self.main: text}, main=self.main, language=self.language)

    @cached_property
    def digest(self) -> str:
        """Hex SHA-256 (32 digits) over language, main and every file, in path order."""
        hasher = hashlib.sha256(f"{self.language}\0{self.main}\0".encode())
        for path, text in self.files.items():
            data = text.encode("utf-8", "surrogatepass")
            hasher.update(f"{path}\0{len(data)}\0".encode())
            hasher.update(data)
        return hasher.hexdigest()[:32]

    def __hash__(self) -> int:
        return hash(self.digest)


def evolvable_regions(text: str) -> tuple[Region, ...]:
    """Line ranges between ``EVOLVE-BLOCK`` markers; the whole text when there are none.

    Raises:
        ProgramError: A marker is unmatched or nested.
    """
    regions: list[Region] = []
    start: int | None = None
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if START_MARK in line:
            if start is not None:
                raise ProgramError(f"line {number}: {START_MARK} inside an open block")
            start = number
        elif END_MARK in line:
            if start is None:
                raise ProgramError(f"line {number}: {END_MARK} without {START_MARK}")
            regions.append(Region(start + 1, number - 1))
            start = None
    if start is not None:
        # Published programs sometimes leave the last block open: it runs to the end.
        regions.append(Region(start + 1, len(lines)))
    return tuple(regions) or (Region(1, max(len(lines), 1)),)
