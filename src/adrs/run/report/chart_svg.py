"""Two more figures as SVG: bars with intervals, and points over a size; in the manner of the curve's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from adrs.run.report.axis import Axis, round_step, tick_text
from adrs.run.report.curve_svg import WIDTH, style

_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 24, 40, 40, 190, 30
_HEIGHT = 320
_SHORT = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """A mean with its interval, all shares."""

    label: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Means with their intervals, one below the other."""

    title: str
    x_label: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point with a name."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """Points and, if there is one, the curve that was fitted to them."""

    title: str
    x_label: str
    y_label: str
    dots: Sequence[Dot]
    fit: Callable[[float], float] | None = None


def bars_svg(bars: Bars) -> str:
    """The drawing; at least one bar."""
    ends = [0.0, *(b.low for b in bars.bars), *(b.high for b in bars.bars)]
    margin = 0.05 * ((max(ends) - min(ends)) or 1.0)
    x = Axis(min(ends) - margin, max(ends) + margin, _LEFT, WIDTH - _RIGHT)
    height = _TOP + _ROW * len(bars.bars) + _BOTTOM
    body = [*_x_grid(x, _TOP - 8, height - _BOTTOM, percent=True), *_zero(x, height)]
    for row, bar in enumerate(bars.bars):
        y, low, high = _TOP + _ROW * row + 6, x.place(bar.low), x.place(bar.high)
        name = bar.label if len(bar.label) <= _SHORT else f"{bar.label[: _SHORT - 1]}…"
        body += [
            f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(name)}</text>',
            f'<line class="best" x1="{low:.1f}" y1="{y}" x2="{high:.1f}" y2="{y}"/>',
            f'<circle class="dot" cx="{x.place(bar.mean):.1f}" cy="{y}" r="4.5"/>',
        ]
    return _framed(bars.title, height, [*body, _x_label(bars.x_label, x, height)])


def scatter_svg(scatter: Scatter) -> str:
    """The drawing; at least one dot."""
    xs, ys = [d.x for d in scatter.dots], [d.y for d in scatter.dots]
    x = Axis(0.0, 1.05 * max(xs) or 1.0, 84, WIDTH - _RIGHT)
    y = Axis(0.0, 1.1 * max(ys) or 1.0, _HEIGHT - 52, _TOP)
    body = [*_x_grid(x, _TOP, _HEIGHT - 52), *_y_grid(y, x)]
    if scatter.fit is not None:
        steps = [min(xs) + (max(xs) - min(xs)) * i / 60 for i in range(61)]
        path = " ".join(f"{x.place(s):.1f},{y.place(scatter.fit(s)):.1f}" for s in steps)
        body.append(f'<polyline class="human" points="{path}"/>')
    body += [
        f'<circle class="dot" cx="{x.place(d.x):.1f}" cy="{y.place(d.y):.1f}" r="3.5">'
        f"<title>{escape(d.label)}</title></circle>"
        for d in scatter.dots
    ]
    middle = (_TOP + _HEIGHT - 52) / 2
    body.append(
        f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">'
        f"{escape(scatter.y_label)}</text>"
    )
    return _framed(scatter.title, _HEIGHT, [*body, _x_label(scatter.x_label, x, _HEIGHT)])


def _framed(title: str, height: int, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" aria-label={quoteattr(title)}>'
    )
    heading = f'<text class="title" x="16" y="20">{escape(title)}</text>'
    return "\n".join([head, f"<style>{style()}</style>", heading, *body, "</svg>", ""])


def _x_grid(x: Axis, top: float, bottom: float, *, percent: bool = False) -> list[str]:
    scale = 100.0 if percent else 1.0
    step = round_step((x.high - x.low) * scale / 6)
    lines = []
    for value in x.ticks(6) if not percent else [v / scale for v in _scaled(x, scale).ticks(6)]:
        place = x.place(value)
        text = tick_text(value * scale, step) + (" %" if percent else "")
        lines += [
            f'<line class="grid" x1="{place:.1f}" y1="{top}" x2="{place:.1f}" y2="{bottom}"/>',
            f'<text x="{place:.1f}" y="{bottom + 16}" text-anchor="middle">{text}</text>',
        ]
    return lines


def _scaled(x: Axis, scale: float) -> Axis:
    return Axis(x.low * scale, x.high * scale, x.start, x.end)


def _y_grid(y: Axis, x: Axis) -> list[str]:
    step, lines = round_step((y.high - y.low) / 5), []
    for value in y.ticks():
        place = y.place(value)
        lines += [
            f'<line class="grid" x1="{x.start}" y1="{place:.1f}" x2="{x.end}" y2="{place:.1f}"/>',
            f'<text x="{x.start - 8}" y="{place + 4:.1f}" text-anchor="end">{tick_text(value, step)}</text>',
        ]
    return lines


def _zero(x: Axis, height: int) -> list[str]:
    place = x.place(0.0)
    return [f'<line class="axis" x1="{place:.1f}" y1="{_TOP - 8}" x2="{place:.1f}" y2="{height - _BOTTOM}"/>']


def _x_label(text: str, x: Axis, height: int) -> str:
    return f'<text x="{(x.start + x.end) / 2}" y="{height - 6}" text-anchor="middle">{escape(text)}</text>'
