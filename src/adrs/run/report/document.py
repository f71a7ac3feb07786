"""A report as blocks of text, tables and drawings, before anybody decides whether it is Markdown or HTML.

Text in blocks is plain: whatever it holds, a candidate's note or a traceback, it is escaped where it is
rendered and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strong:
    """Text that stands out."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A name or a piece of a program, within a line."""

    text: str


Inline = str | Strong | Code
Line = tuple[Inline, ...]
Cell = Inline | Line


def pieces(cell: Cell) -> Line:
    """A cell as a line."""
    return cell if isinstance(cell, tuple) else (cell,)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 opens a section."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences; ``warning`` where a reader must not miss them."""

    line: Line
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The first screen: ``(question, short answer, explanation)``."""

    rows: tuple[tuple[str, Line, Line], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; the first ``left`` columns are text, the others numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines as they are: a program, commands."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One line of a diff; ``kind`` is ``"+"``, ``"-"``, ``" "``, or ``"@"`` for a remark of ours."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Diff:
    """A diff with remarks between its lines."""

    rows: tuple[DiffRow, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure.

    Args:
        name: Stem of the file that holds it.
        alt: What it shows, for those who do not see it.
        svg: The drawing.
    """

    name: str
    alt: str
    svg: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that are opened by whoever wants them."""

    title: str
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Bullets | Answers | Table | Listing | Diff | Drawing | Fold


@dataclass(frozen=True, slots=True)
class Document:
    """A report."""

    title: Line
    blocks: tuple[Block, ...]

    @property
    def drawings(self) -> Sequence[Drawing]:
        """Every figure, in order."""
        return tuple(_drawings(self.blocks))


def _drawings(blocks: Sequence[Block]) -> list[Drawing]:
    found: list[Drawing] = []
    for block in blocks:
        if isinstance(block, Drawing):
            found.append(block)
        elif isinstance(block, Fold):
            found += _drawings(block.blocks)
    return found


def say(*parts: Inline, warning: bool = False) -> Paragraph:
    """A paragraph."""
    return Paragraph(tuple(parts), warning)


_MARKED = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")


def spans(text: str) -> Line:
    """A line from text of ours in which `names` stand in backticks and **what matters** between stars."""
    parts: list[Inline] = []
    at = 0
    for match in _MARKED.finditer(text):
        parts.append(text[at : match.start()])
        parts.append(Code(match[1]) if match[1] is not None else Strong(match[2]))
        at = match.end()
    return tuple(part for part in [*parts, text[at:]] if part)
