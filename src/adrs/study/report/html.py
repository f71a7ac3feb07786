"""A report as one HTML file that needs nothing else: no script, no font, no address."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from adrs.study.report.blocks import Block, Drawing, Grid, Heading, Text

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; margin: 2rem auto; max-width: 72rem;
  padding: 0 1rem; background: #ffffff; color: #24292f; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid #d0d7de; padding: 0.3rem 0.7rem; text-align: right; white-space: nowrap; }
th.text, td.text { text-align: left; }
.wide { overflow-x: auto; margin: 1rem 0; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-size: 13px; opacity: 0.8; }
@media (prefers-color-scheme: dark) {
  body { background: #0d1117; color: #d1d7e0; }
  th, td { border-color: #3d444d; }
}
"""


def html(blocks: Sequence[Block]) -> str:
    """The text of ``report.html``; everything but our own drawings is escaped."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "study")
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(_block(block) for block in blocks) + "\n</body>\n</html>\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case Text():
            return f"<p>{escape(block.text)}</p>"
        case Grid():
            rows = "\n".join(_row(row, "td", block.left) for row in block.rows)
            header = _row(block.header, "th", block.left)
            inner = f"<thead>{header}</thead>\n<tbody>\n{rows}\n</tbody>"
            return f'<div class="wide"><table>\n{inner}\n</table></div>'
        case Drawing():
            return f"<figure>\n{block.svg}<figcaption>{escape(block.caption)}</figcaption>\n</figure>"


def _row(cells: Sequence[str], tag: str, left: int) -> str:
    kinds = (' class="text"' if index < left else "" for index, _ in enumerate(cells))
    marked = (f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True))
    return f"<tr>{''.join(marked)}</tr>"
