"""A document as Markdown (GitHub's)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import singledispatch

from adrs.run.report import document as doc

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"([\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_]))")


def to_markdown(document: doc.Document) -> str:
    """The document as text; its drawings are ``NAME.svg`` beside it."""
    return "\n\n".join([f"# {line(document.title)}", *(block(b) for b in document.blocks)]) + "\n"


def escape(text: str) -> str:
    """Plain text that no Markdown reader takes for anything else."""
    flat = " ".join(text.split())
    flat = "".join(_ENTITIES.get(letter, letter) for letter in flat)
    return _SPECIAL.sub(r"\\\1", flat)


def line(parts: doc.Cell) -> str:
    """Inline text."""
    return "".join(_inline(part) for part in doc.pieces(parts))


def _inline(part: doc.Inline) -> str:
    match part:
        case doc.Strong():
            return f"**{escape(part.text)}**"
        case doc.Code():
            return _code(part.text)
        case _:
            ends = " " if part[-1:].isspace() else ""
            starts = " " if part[:1].isspace() else ""
            return f"{starts}{escape(part)}{ends}" if part.strip() else " "


def _code(text: str) -> str:
    flat = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    marks = "`" * (longest + 1)
    pad = " " if "`" in flat else ""
    return f"{marks}{pad}{flat}{pad}{marks}" if flat else ""


@singledispatch
def block(item: doc.Block) -> str:
    """One block."""
    raise TypeError(f"no Markdown for {type(item).__name__}")


@block.register
def _(item: doc.Heading) -> str:
    return f"{'#' * item.level} {escape(item.text)}"


@block.register
def _(item: doc.Paragraph) -> str:
    return f"> **Note.** {line(item.line)}" if item.warning else line(item.line)


@block.register
def _(item: doc.Bullets) -> str:
    return "\n".join(f"- {line(entry)}" for entry in item.items)


@block.register
def _(item: doc.Answers) -> str:
    rows = [
        (question, tuple(doc.Strong(p) if isinstance(p, str) else p for p in short), detail)
        for question, short, detail in item.rows
    ]
    return table(("question", "answer", "in more words"), rows, left=3)


@block.register
def _(item: doc.Table) -> str:
    return table(item.header, item.rows, left=item.left)


def table(header: Sequence[str], rows: Sequence[Sequence[doc.Cell]], *, left: int = 1) -> str:
    """A table; the first ``left`` columns are text, the others numbers."""
    marks = [":---" if i < left else "---:" for i in range(len(header))]
    lines = [[escape(cell) for cell in header], marks, *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(cell: doc.Cell) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", line(cell))


@block.register
def _(item: doc.Listing) -> str:
    return fence(item.text, item.language)


def fence(text: str, language: str) -> str:
    """A fenced block; its fence is longer than any inside."""
    marks = "```"
    while marks in text:
        marks += "`"
    return f"{marks}{language}\n{text.rstrip()}\n{marks}"


@block.register
def _(item: doc.Diff) -> str:
    rows = [f"@@ {row.text} @@" if row.kind == "@" else f"{row.kind}{row.text}" for row in item.rows]
    return fence("\n".join(rows), "diff")


@block.register
def _(item: doc.Drawing) -> str:
    return f"![{escape(item.alt)}]({item.name}.svg)"


@block.register
def _(item: doc.Fold) -> str:
    inner = "\n\n".join(block(b) for b in item.blocks)
    return f"<details><summary>{escape(item.title)}</summary>\n\n{inner}\n\n</details>"
