"""Anytime curves of several contenders with their bands, in an SVG for light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import numpy as np

from adrs.run.report.axis import Axis, round_step, spread, tick_text
from adrs.study.analysis import Band

WIDTH, HEIGHT = 860, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 230, 34, 50
_LINE_HEIGHT = 15
_MOST_BANDS = 6
_MARGIN = 0.04
_TICKS = (0.0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0)
_TICK_SPACE = 18
_Y_LABEL = "normalised gap, on a square-root scale"

# Each hue twice: darker on light pages, lighter on dark ones. Past eight contenders dashes tell lines apart.
_LIGHT = ("#0969da", "#bc4c00", "#1a7f37", "#8250df", "#9a6700", "#0e7490", "#bf3989", "#57606a")
_DARK = ("#4493f8", "#f0883e", "#3fb950", "#ab7df8", "#d29922", "#39c5cf", "#f778ba", "#9198a1")
_DASHES = ("", "7 3", "2 3", "9 3 2 3")


def bands_svg(title: str, bands: Mapping[str, Band], *, reference: str) -> tuple[str, str]:
    """The drawing, and what has to be said of it.

    Bands are drawn for up to six contenders; with more of them only for the reference, since the others would
    cover each other.
    """
    order = sorted(bands, key=lambda label: (label != reference, list(bands).index(label)))
    shaded = order if len(order) <= _MOST_BANDS else [label for label in order if label == reference]
    spots = [spot for band in bands.values() for spot in (band.evaluations[0], band.evaluations[-1])]
    x = Axis(min(spots), max(max(spots), min(spots) + 1), _LEFT, WIDTH - _RIGHT)
    y = _value_axis(bands, shaded)
    style = {label: index for index, label in enumerate(order)}
    body = [
        f'<text class="title" x="{_LEFT}" y="20">{escape(title)}</text>',
        *_grid(x, y),
        *(_area(bands[label], style[label], x, y) for label in shaded),
        *(_line(bands[label], style[label], x, y) for label in reversed(order)),
        *_labels(bands, style, y),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" role="img" aria-label="{escape(title, {chr(34): "&quot;"})}">'
    )
    whose = "" if len(shaded) == len(order) else f", drawn for {reference} only"
    caption = f"Lines are means over runs; shaded are pointwise 95 % bootstrap intervals{whose}."
    return "\n".join([head, f"<style>{_css(len(order))}</style>", *body, "</svg>", ""]), caption


def _css(count: int) -> str:
    """Rules for both colour schemes; no CSS variables, which converters outside browsers do not know."""
    lines = [
        "text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; }",
        "text.title { font-weight: 600; font-size: 13px; }",
        "path.line { fill: none; stroke-width: 1.5; }",
        "path.s0 { stroke-width: 2.5; }",
        "path.area { stroke: none; fill-opacity: 0.15; }",
    ]
    lines += _colours(count, _LIGHT, ink="#24292f", faint="#d0d7de")
    lines += ["@media (prefers-color-scheme: dark) {"]
    lines += [*_colours(count, _DARK, ink="#d1d7e0", faint="#3d444d"), "}"]
    return "\n".join(lines).replace("", "")


def _colours(count: int, palette: Sequence[str], *, ink: str, faint: str) -> list[str]:
    lines = [f"text {{ fill: {ink}; }}", f".axis {{ stroke: {ink}; }}", f".grid {{ stroke: {faint}; }}"]
    for index in range(count):
        colour = palette[index % len(palette)]
        dash = _DASHES[index // len(palette) % len(_DASHES)]
        lines.append(f"path.line.s{index} {{ stroke: {colour}; stroke-dasharray: {dash or 'none'}; }}")
        lines.append(f"path.area.s{index}, text.s{index} {{ fill: {colour}; }}")
    return lines


def _value_axis(bands: Mapping[str, Band], shaded: Sequence[str]) -> Axis:
    means = [band.mean for band in bands.values()]
    ends = [end for label in shaded for end in (bands[label].low, bands[label].high)]
    values = np.concatenate([*means, *ends])
    places = [_root(float(value)) for value in values[np.isfinite(values)]] or [0.0, 1.0]
    low, high = min(places), max(places)
    margin = _MARGIN * ((high - low) or abs(high) or 1.0)
    return Axis(low - margin, high + margin, HEIGHT - _BOTTOM, _TOP)


def _root(gap: float) -> float:
    """The square root, with the sign kept: small gaps, where runs end, get more room than large ones."""
    return math.copysign(math.sqrt(abs(gap)), gap)


def _ticks(y: Axis) -> list[float]:
    """Round gaps on the axis, far enough from each other to be labelled: 0 first, then the largest."""
    chosen: list[float] = []
    signed = sorted({*_TICKS, *(-tick for tick in _TICKS)}, key=lambda tick: (tick != 0, -abs(tick)))
    for tick in signed:
        place = y.place(_root(tick))
        if y.shows(_root(tick)) and all(abs(place - y.place(_root(c))) >= _TICK_SPACE for c in chosen):
            chosen.append(tick)
    if len(chosen) >= 2:
        return chosen
    ends = (y.low + (y.high - y.low) * share for share in (0.1, 0.5, 0.9))
    return [math.copysign(end * end, end) for end in ends]


def _grid(x: Axis, y: Axis) -> list[str]:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    lines = [f'<line class="axis" x1="{_LEFT}" y1="{bottom}" x2="{right}" y2="{bottom}"/>']
    for value in _ticks(y):
        place = y.place(_root(value))
        lines.append(f'<line class="grid" x1="{_LEFT}" y1="{place:.1f}" x2="{right}" y2="{place:.1f}"/>')
        lines.append(f'<text x="{_LEFT - 8}" y="{place + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    step = round_step((x.high - x.low) / 5)
    for value in x.ticks():
        place = x.place(value)
        lines.append(
            f'<line class="axis" x1="{place:.1f}" y1="{bottom}" x2="{place:.1f}" y2="{bottom + 4}"/>'
        )
        text = tick_text(value, step)
        lines.append(f'<text x="{place:.1f}" y="{bottom + 18}" text-anchor="middle">{text}</text>')
    middle = (_TOP + bottom) / 2
    turn = f"rotate(-90 16 {middle})"
    lines.append(f'<text x="16" y="{middle}" text-anchor="middle" transform="{turn}">{_Y_LABEL}</text>')
    centre = (x.start + x.end) / 2
    lines.append(f'<text x="{centre}" y="{HEIGHT - 12}" text-anchor="middle">evaluations</text>')
    return lines


def _points(band: Band, values: Sequence[float], x: Axis, y: Axis) -> list[str]:
    pairs = zip(band.evaluations, values, strict=True)
    return [f"{x.place(spot):.1f} {y.place(_root(value)):.1f}" for spot, value in pairs if np.isfinite(value)]


def _line(band: Band, index: int, x: Axis, y: Axis) -> str:
    points = _points(band, band.mean.tolist(), x, y)
    return f'<path class="line s{index}" d="M{"L".join(points)}"/>' if points else ""


def _area(band: Band, index: int, x: Axis, y: Axis) -> str:
    there = _points(band, band.low.tolist(), x, y)
    back = _points(band, band.high.tolist(), x, y)[::-1]
    return f'<path class="area s{index}" d="M{"L".join([*there, *back])}Z"/>' if there else ""


def _labels(bands: Mapping[str, Band], style: Mapping[str, int], y: Axis) -> list[str]:
    """Names at the right end, pushed apart, in the order of the last values."""
    last = {label: float(band.mean[-1]) for label, band in bands.items() if np.isfinite(band.mean[-1])}
    labels = list(last)
    places = spread([y.place(_root(last[label])) for label in labels], _LINE_HEIGHT)
    over = max(0.0, max(places, default=0.0) - (HEIGHT - 6))
    left = WIDTH - _RIGHT + 8
    return [
        f'<text class="s{style[label]}" x="{left}" y="{place - over + 4:.1f}">'
        f"{escape(label)} {last[label]:.3g}</text>"
        for label, place in zip(labels, places, strict=True)
    ]
