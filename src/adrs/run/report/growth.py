"""How the champion scales, in a report."""

from __future__ import annotations

from adrs.run.analysis.scaling import Growth, Scaling
from adrs.run.report.chart_svg import Dot, Scatter, scatter_svg
from adrs.run.report.document import Block, Drawing, Heading, Table, say


def scaling_blocks(scaling: Scaling | None) -> list[Block]:
    """Time and memory over the size of a workload, and how far that may be believed."""
    if scaling is None:
        return []
    smallest, largest = scaling.loads[0].size, scaling.loads[-1].size
    blocks: list[Block] = [
        Heading(2, "Scaling"),
        say(
            f"CPU time and peak memory of the champion, one run on each of {len(scaling.loads)} workloads of"
            f" {smallest:,.6g} to {largest:,.6g} {scaling.unit}, as measured while it was scored. "
            + (
                ""
                if scaling.stated
                else "The problem states no size; the size of the input stands in for it. "
            )
            + "Fitted is a constant plus a power of the size."
        ),
        Drawing("scaling", f"CPU seconds against {scaling.unit}", scatter_svg(cpu_scatter(scaling))),
        Table(
            ("what", "at the smallest", "at the largest", "exponent (95 % interval)"),
            (
                _row("CPU time", scaling.time, smallest, largest, unit="s", per=1.0),
                _row("peak memory", scaling.memory, smallest, largest, unit="MiB", per=1024.0**2),
            ),
            left=4,
        ),
    ]
    return [*blocks, say(_warning(scaling), warning=True)]


def _row(
    what: str, growth: Growth | None, smallest: float, largest: float, *, unit: str, per: float
) -> tuple[str, str, str, str]:
    if growth is None:
        return what, "–", "–", "not enough measurements"
    low, high = (f"{growth.at(size) / per:,.3g} {unit}" for size in (smallest, largest))
    if growth.doubtful:
        return what, low, high, f"not stated: {growth.doubtful}"
    return what, low, high, f"{growth.exponent:.2f} ({growth.low:.2f} to {growth.high:.2f})"


def _warning(scaling: Scaling) -> str:
    largest = scaling.loads[-1].size
    beyond = (
        f"Nothing was measured beyond {largest:,.6g} {scaling.unit}; any statement there is extrapolation."
    )
    growth = scaling.time
    if growth is None or growth.doubtful:
        return beyond
    reaches = growth.reaches(scaling.cpu_limit_s)
    if reaches is None:
        return beyond
    where = "an extrapolation" if reaches > largest else "within what was measured"
    return (
        f"{beyond} By the fit the limit of {scaling.cpu_limit_s:g} s of CPU time is reached at about"
        f" {reaches:,.2g} {scaling.unit}: {where}."
    )


def cpu_scatter(scaling: Scaling) -> Scatter:
    """The figure of CPU time over size."""
    return Scatter(
        title="CPU time against size",
        x_label=scaling.unit,
        y_label="CPU time (s)",
        dots=tuple(Dot(load.size, load.cpu_s, load.workload) for load in scaling.loads),
        fit=None if scaling.time is None else scaling.time.at,
    )
