"""What lint found, in words for the problem's author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from adrs.core.problem import Problem


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"  # results cannot be believed, or a run will fail
    WARNING = "warning"  # a reader or a search will miss something


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend.

    Args:
        rule: The rule that it breaks.
        level: How bad it is.
        what: What was found, in a sentence without full stop.
        where: The file, or the part of the problem.
        todo: What to do.
    """

    rule: str
    level: Level
    what: str
    where: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything lint has to say of one problem.

    Args:
        problem: Its name.
        findings: What was found, errors first.
        checked: Rules that were asked.
        left_out: Rules that could not be asked, with the reason.
    """

    problem: str
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)

    def count(self, level: Level) -> int:
        """How many findings are of ``level``."""
        return sum(finding.level is level for finding in self.findings)

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.count(Level.ERROR) == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A problem under inspection.

    Args:
        problem: The problem.
        folder: Where its package lies; ``None`` when its harness lies in none of its own.
        package: The package's dotted name.
        data: Folder with data files.
    """

    problem: Problem
    folder: Path | None
    package: str
    data: Path | None = None

    def place(self, name: str) -> str:
        """The file ``name`` of the problem, for messages."""
        return name if self.folder is None else str(self.folder / name)


def error(rule: str, what: str, where: str, todo: str) -> Finding:
    """A finding on account of which results cannot be believed, or runs fail."""
    return Finding(rule=rule, level=Level.ERROR, what=what, where=where, todo=todo)


def warning(rule: str, what: str, where: str, todo: str) -> Finding:
    """A finding that leaves results true."""
    return Finding(rule=rule, level=Level.WARNING, what=what, where=where, todo=todo)
