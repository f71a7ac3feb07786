"""A report as Markdown; drawings are files beside it."""

from __future__ import annotations

from collections.abc import Iterable

from adrs.run.report.as_markdown import escape, table
from adrs.study.report.blocks import Block, Drawing, Grid, Heading, Text


def markdown(blocks: Iterable[Block]) -> str:
    """The text of ``report.md``."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {escape(block.text)}"
        case Text():
            return escape(block.text)
        case Grid():
            return table(block.header, block.rows, left=block.left)
        case Drawing():
            return f"![{escape(block.caption)}]({block.name})\n\n{escape(block.caption)}"
