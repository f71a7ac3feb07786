"""What a report is made of, before it is Markdown or HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adrs.study.resample import Estimate

DASH = "–"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first ``left`` columns are text, the others figures."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int = 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG, and the name of its file where it is one."""

    name: str
    svg: str
    caption: str


Block = Heading | Text | Grid | Drawing


def figure(value: float | None) -> str:
    """Four significant digits, or a dash."""
    return DASH if value is None else f"{value:.4g}"


def interval(estimate: Estimate | None) -> str:
    """A figure with its 95 % interval, or a dash."""
    if estimate is None:
        return DASH
    return f"{figure(estimate.value)} ({figure(estimate.low)} to {figure(estimate.high)})"


def share(part: float, whole: float) -> str:
    """A share in percent, or a dash where there is nothing to share."""
    return f"{part / whole:.1%}" if whole else DASH
