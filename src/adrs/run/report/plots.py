"""The figures of a report in matplotlib (extra ``report``), for PNG files and notebooks."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np

from adrs.core.errors import UsageError
from adrs.run.report.chart_svg import Bars, Scatter
from adrs.run.report.curve_svg import Curve

_COLOURS = {"human": "#bc4c00", "naive": "#6e7781", "bound": "#1a7f37", "known": "#8250df"}
_BEST = "#0969da"

Figure = Any
"""A ``matplotlib.figure.Figure``."""


def _axes(width: float = 8.0, height: float = 4.2) -> tuple[Figure, Any]:
    """An empty figure that belongs to no window, and its axes.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure as Plain
    except ImportError:
        raise UsageError("figures need matplotlib; install it with `pip install 'adrs[report]'`") from None

    class Shown(Plain):
        """A figure that a notebook shows although pyplot does not know it."""

        def _repr_png_(self) -> bytes:
            drawn = BytesIO()
            self.savefig(drawn, format="png", dpi=110)
            return drawn.getvalue()

    figure = Shown(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def plot_curve(curve: Curve) -> Figure:
    """Progress on train against evaluations, with the lines it is held against."""
    figure, axes = _axes()
    if curve.steps:
        at, values = zip(*curve.steps, strict=True)
        axes.step(
            [*at, curve.evaluations], [*values, values[-1]], where="post", color=_BEST, label="best so far"
        )
    for line in curve.references:
        label = f"{line.label} {line.value:,.6g}"
        axes.axhline(line.value, color=_COLOURS[line.style], linestyle="--", linewidth=1.2, label=label)
    axes.set(title=curve.title, xlabel="evaluations", ylabel=curve.y_label)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    return figure


def plot_bars(bars: Bars) -> Figure:
    """Means with their intervals, the first at the top."""
    figure, axes = _axes(height=1.2 + 0.3 * len(bars.bars))
    places = np.arange(len(bars.bars))[::-1]
    for place, bar in zip(places, bars.bars, strict=True):
        axes.plot([100 * bar.low, 100 * bar.high], [place, place], color=_BEST)
        axes.plot([100 * bar.mean], [place], "o", color=_BEST)
    axes.axvline(0.0, color="#24292f", linewidth=0.8)
    axes.set_yticks(places, [bar.label.replace("$", r"\$") for bar in bars.bars])
    axes.set(title=bars.title, xlabel=f"{bars.x_label} (%)")
    return figure


def plot_scatter(scatter: Scatter) -> Figure:
    """Points over a size, with the fitted curve."""
    figure, axes = _axes()
    xs = [dot.x for dot in scatter.dots]
    axes.plot(xs, [dot.y for dot in scatter.dots], "o", color=_BEST)
    if scatter.fit is not None:
        line = np.linspace(min(xs), max(xs), 60)
        axes.plot(line, [scatter.fit(float(x)) for x in line], color=_COLOURS["human"])
    axes.set(title=scatter.title, xlabel=scatter.x_label, ylabel=scatter.y_label)
    axes.set_ylim(bottom=0)
    return figure
