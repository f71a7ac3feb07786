"""A report as Markdown; drawings are files beside it."""

from __future__ import annotations

from collections.abc import Iterable

from adrs.run.report.tables import table
from adrs.study.report.blocks import Block, Drawing, Grid, Heading, Text


def markdown(blocks: Iterable[Block]) -> str:
    """The text of ``report.md``."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_plain(block.text)}"
        case Text():
            return _plain(block.text)
        case Grid():
            rows = [[_plain(cell) for cell in row] for row in block.rows]
            return table([_plain(cell) for cell in block.header], rows, left=block.left)
        case Drawing():
            return f"![{_plain(block.caption)}]({block.name})\n\n{_plain(block.caption)}"


def _plain(text: str) -> str:
    """``text`` with what Markdown or HTML would take for its own made harmless; one line."""
    for mark in "\\`*[]<":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
