"""The progress of a run as a step curve, in an SVG that can be read on light and on dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from adrs.run.report.axis import Axis, round_step, spread, tick_text

WIDTH, HEIGHT = 760, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 190, 34, 52
_LINE_HEIGHT = 16
_OFF_SCALE = 6.0

_LIGHT = {
    "ink": "#24292f",
    "faint": "#d0d7de",
    "best": "#0969da",
    "human": "#bc4c00",
    "naive": "#6e7781",
    "bound": "#1a7f37",
    "known": "#8250df",
}
_DARK = {
    "ink": "#d1d7e0",
    "faint": "#3d444d",
    "best": "#4493f8",
    "human": "#f0883e",
    "naive": "#9198a1",
    "bound": "#3fb950",
    "known": "#ab7df8",
}
_DASHES = {"human": "6 4", "naive": "2 4", "bound": "10 3", "known": "8 3 2 3"}


def style() -> str:
    """Rules for both colour schemes; no CSS variables, which converters outside browsers do not know."""
    lines = [
        "text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; }",
        "text.title { font-weight: 600; font-size: 13px; }",
        "path, line, polyline { fill: none; }",
        "path.best, line.best { stroke-width: 2; }",
        *(f"line.{name} {{ stroke-dasharray: {dash}; }}" for name, dash in _DASHES.items()),
        *_colours(_LIGHT),
        "@media (prefers-color-scheme: dark) {",
        *_colours(_DARK),
        "}",
    ]
    return "\n".join(lines)


def _colours(palette: Mapping[str, str]) -> list[str]:
    lines = [
        f"text {{ fill: {palette['ink']}; }}",
        f".axis {{ stroke: {palette['ink']}; }}",
        f".grid {{ stroke: {palette['faint']}; }}",
        f".dot {{ fill: {palette['best']}; }}",
    ]
    for name in ("best", *_DASHES):
        lines.append(f"path.{name}, line.{name}, polyline.{name} {{ stroke: {palette[name]}; }}")
        lines.append(f"text.{name} {{ fill: {palette[name]}; }}")
    return lines


@dataclass(frozen=True, slots=True)
class Reference:
    """A horizontal line: a value with a name and a style (``human``, ``naive``, ``known``, ``bound``)."""

    label: str
    value: float
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What is drawn.

    Args:
        title: One line above.
        y_label: What the values are, with their unit.
        steps: ``(evaluations, value)`` of every improvement, in order.
        evaluations: Evaluations at the right end.
        references: Horizontal lines.
    """

    title: str
    y_label: str
    steps: Sequence[tuple[int, float]]
    evaluations: int
    references: Sequence[Reference] = ()


def curve_svg(curve: Curve) -> str:
    """The drawing. What lies far off the interesting range is drawn at its edge and labelled so."""
    x = Axis(0, max(curve.evaluations, 1), _LEFT, WIDTH - _RIGHT)
    y = _value_axis(curve)
    body = [
        f'<text class="title" x="{_LEFT}" y="20">{escape(curve.title)}</text>',
        *_x_ticks(x),
        *_y_ticks(y),
        f'<text x="{(x.start + x.end) / 2}" y="{HEIGHT - 12}" text-anchor="middle">evaluations</text>',
        _y_label(curve.y_label),
        *(_reference_line(r, x, y) for r in curve.references if y.shows(r.value)),
        _step_path(curve, x, y),
        *_labels(curve, y),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" role="img" aria-label="{escape(curve.title, {chr(34): "&quot;"})}">'
    )
    return "\n".join([head, f"<style>{style()}</style>", *body, "</svg>", ""])


def _value_axis(curve: Curve) -> Axis:
    """The range of what matters: the last value, human and bound; naive and the start only if not far off."""
    values = [value for _, value in curve.steps]
    core = [*values[-1:], *(r.value for r in curve.references if r.style != "naive")]
    others = [*values, *(r.value for r in curve.references)]
    core = core or others or [0.0]
    low, high = min(core), max(core)
    reach = _OFF_SCALE * ((high - low) or abs(high) or 1.0)
    near = [value for value in others if low - reach <= value <= high + reach]
    low, high = min([low, *near]), max([high, *near])
    margin = 0.06 * ((high - low) or abs(high) or 1.0)
    return Axis(low - margin, high + margin, HEIGHT - _BOTTOM, _TOP)


def _x_ticks(x: Axis) -> list[str]:
    bottom = HEIGHT - _BOTTOM
    step = max(1.0, round_step((x.high - x.low) / 6))
    lines = [f'<line class="axis" x1="{x.start}" y1="{bottom}" x2="{x.end}" y2="{bottom}"/>']
    value = 0.0
    while value <= x.high:
        place = x.place(value)
        lines.append(
            f'<line class="axis" x1="{place:.1f}" y1="{bottom}" x2="{place:.1f}" y2="{bottom + 4}"/>'
        )
        text = tick_text(value, step)
        lines.append(f'<text x="{place:.1f}" y="{bottom + 18}" text-anchor="middle">{text}</text>')
        value += step
    return lines


def _y_ticks(y: Axis) -> list[str]:
    right, lines = WIDTH - _RIGHT, []
    step = round_step((y.high - y.low) / 5)
    for value in y.ticks():
        place = y.place(value)
        lines.append(f'<line class="grid" x1="{_LEFT}" y1="{place:.1f}" x2="{right}" y2="{place:.1f}"/>')
        text = tick_text(value, step)
        lines.append(f'<text x="{_LEFT - 8}" y="{place + 4:.1f}" text-anchor="end">{text}</text>')
    return lines


def _y_label(text: str) -> str:
    middle = (_TOP + HEIGHT - _BOTTOM) / 2
    turn = f"rotate(-90 16 {middle})"
    return f'<text x="16" y="{middle}" text-anchor="middle" transform="{turn}">{escape(text)}</text>'


def _reference_line(reference: Reference, x: Axis, y: Axis) -> str:
    place = y.place(reference.value)
    return (
        f'<line class="{reference.style}" x1="{x.start}" y1="{place:.1f}" x2="{x.end}" y2="{place:.1f}"'
        ' stroke-width="1.5"/>'
    )


def _step_path(curve: Curve, x: Axis, y: Axis) -> str:
    if not curve.steps:
        return ""
    first, value = curve.steps[0]
    parts = [f"M{x.place(first):.1f} {y.place(value):.1f}"]
    for evaluations, value in curve.steps[1:]:
        parts.append(f"H{x.place(evaluations):.1f}V{y.place(value):.1f}")
    parts.append(f"H{x.end}")
    return f'<path class="best" d="{"".join(parts)}"/>'


def _labels(curve: Curve, y: Axis) -> list[str]:
    named = [(r.label, r.value, r.style) for r in curve.references]
    if curve.steps:
        named.append(("best so far", curve.steps[-1][1], "best"))
    places = spread([y.place(value) for _, value, _ in named], _LINE_HEIGHT)
    left = WIDTH - _RIGHT + 8
    return [
        f'<text class="{style}" x="{left}" y="{place + 4:.1f}">'
        f"{escape(label)} {value:,.6g}{'' if y.shows(value) else ' (off scale)'}</text>"
        for (label, value, style), place in zip(named, places, strict=True)
    ]
