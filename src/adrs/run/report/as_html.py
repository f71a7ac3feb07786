"""A document as one HTML file that needs nothing else: no network, no script, no file beside it."""

from __future__ import annotations

import base64
import hashlib
import html
from functools import singledispatch
from pathlib import Path

from adrs.run.report import document as doc

STYLE = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")

_CLASSES = {"+": "add", "-": "del", " ": "same", "@": "note"}


def to_html(document: doc.Document) -> str:
    """The document as text.

    The content-security policy lets nothing be loaded or run: the style sheet is let in by its digest,
    drawings are images within the file.
    """
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    title = "".join(part if isinstance(part, str) else part.text for part in document.title)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{line(document.title)}</h1>",
            *(block(b) for b in document.blocks),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def escape(text: str) -> str:
    """Plain text that no browser takes for anything else"""
    return html.escape(text.encode("utf-8", "replace").decode()).replace("\x00", "\ufffd")


def line(parts: doc.Cell) -> str:
    """Inline text."""
    return "".join(_inline(part) for part in doc.pieces(parts))


def _inline(part: doc.Inline) -> str:
    match part:
        case doc.Strong():
            return f"<strong>{escape(part.text)}</strong>"
        case doc.Code():
            return f"<code>{escape(part.text)}</code>"
        case _:
            return escape(part)


@singledispatch
def block(item: doc.Block) -> str:
    """One block."""
    raise TypeError(f"no HTML for {type(item).__name__}")


@block.register
def _(item: doc.Heading) -> str:
    return f"<h{item.level}>{escape(item.text)}</h{item.level}>"


@block.register
def _(item: doc.Paragraph) -> str:
    kind = ' class="warning"' if item.warning else ""
    return f"<p{kind}>{line(item.line)}</p>"


@block.register
def _(item: doc.Bullets) -> str:
    return "<ul>" + "".join(f"<li>{line(entry)}</li>" for entry in item.items) + "</ul>"


@block.register
def _(item: doc.Answers) -> str:
    tiles = [
        f"<div><dt>{escape(question)}</dt><dd><b>{line(short)}</b><span>{line(detail)}</span></dd></div>"
        for question, short, detail in item.rows
    ]
    return f'<dl class="answers">{"".join(tiles)}</dl>'


@block.register
def _(item: doc.Table) -> str:
    head = "".join(f"<th{_align(i, item.left)}>{escape(cell)}</th>" for i, cell in enumerate(item.header))
    rows = [
        "<tr>" + "".join(f"<td{_align(i, item.left)}>{line(c)}</td>" for i, c in enumerate(row)) + "</tr>"
        for row in item.rows
    ]
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="wide" tabindex="0">{table}</div>'


def _align(column: int, left: int) -> str:
    return "" if column < left else ' class="n"'


@block.register
def _(item: doc.Listing) -> str:
    return f'<pre tabindex="0"><code>{escape(item.text.rstrip())}</code></pre>'


@block.register
def _(item: doc.Diff) -> str:
    rows = [
        f'<span class="{_CLASSES[row.kind]}">{"" if row.kind == "@" else row.kind}{escape(row.text)}\n</span>'
        for row in item.rows
    ]
    return f'<pre class="diff" tabindex="0">{"".join(rows)}</pre>'


@block.register
def _(item: doc.Drawing) -> str:
    data = base64.b64encode(item.svg.encode()).decode()
    return f'<figure><img alt="{escape(item.alt)}" src="data:image/svg+xml;base64,{data}"></figure>'


@block.register
def _(item: doc.Fold) -> str:
    inner = "".join(block(b) for b in item.blocks)
    return f"<details><summary>{escape(item.title)}</summary>{inner}</details>"
