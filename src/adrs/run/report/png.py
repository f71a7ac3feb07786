"""A report's figures as PNG."""

from __future__ import annotations

from pathlib import Path

from adrs.core.errors import UsageError
from adrs.run.report import plots
from adrs.run.report.build import Material, curve_of
from adrs.run.report.champion import worth_bars
from adrs.run.report.growth import cpu_scatter


def write_figures(given: Material, folder: Path) -> list[Path]:
    """Write what the report shows as SVG; the paths.

    Raises:
        UsageError: matplotlib is not installed, or the folder cannot be written.
    """
    figures = {}
    if given.state.curve:
        figures["curve"] = plots.plot_curve(curve_of(given.state, given.problem))
    analysis = given.analysis
    if analysis is not None and (bars := worth_bars(analysis)) is not None:
        figures["worth"] = plots.plot_bars(bars)
    if analysis is not None and analysis.scaling is not None:
        figures["scaling"] = plots.plot_scatter(cpu_scatter(analysis.scaling))
    written = []
    for name, figure in figures.items():
        path = folder / f"{name}.png"
        try:
            figure.savefig(path, dpi=160)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}; give another folder with -o") from None
        written.append(path)
    return written
