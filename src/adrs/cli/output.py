"""What goes to standard output and standard error, and in which words."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from adrs.api.names import unknown as unknown
from adrs.core.finite import finite


def emit(result: Mapping[str, Any]) -> None:
    """One JSON object as one line of standard output."""
    click.echo(json.dumps(finite(result)))


def say(text: str) -> None:
    """A line of progress or explanation, on standard error; a run goes on when nobody reads it any more."""
    with contextlib.suppress(OSError):
        click.echo(text, err=True)


def number(value: float | None) -> str:
    """A figure for people: six significant digits, or a dash."""
    if value is None:
        return "–"
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned columns; numbers to the right."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    return "\n".join(_line(row, widths) for row in cells)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.rjust(width) if _numeric(cell) else cell.ljust(width)
        for cell, width in zip(row, widths, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _numeric(cell: str) -> bool:
    return cell == "–" or cell.lstrip("+-").replace(".", "").replace(",", "").rstrip("%").isdigit()
