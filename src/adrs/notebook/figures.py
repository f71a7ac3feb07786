"""Figures of a run beyond those of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adrs.core.errors import UsageError
from adrs.core.workload import Split
from adrs.run.finale import HUMAN
from adrs.run.paired import gain
from adrs.run.report.chart_svg import Bar, Bars
from adrs.run.report.plots import plot_bars
from adrs.run.summary import champion

if TYPE_CHECKING:
    from adrs.notebook.opened import Run

Figure = Any


def plot_workloads(run: Run, split: str) -> Figure:
    """The champion's relative gain over human, workload by workload.

    Raises:
        UsageError: The champion was not scored on that split.
    """
    best = champion(run.state)
    human = run.state.assessed.get((HUMAN, split))
    ours = None if best is None else run.state.assessed.get((best.candidate, split))
    if ours is None or human is None:
        known = ", ".join(Split)
        raise UsageError(f"the champion of {run.id} was not scored on {split!r}; splits are {known}")
    theirs = {v.workload: v.value for v in human.verdicts}
    bars = []
    for verdict in ours.verdicts:
        other = theirs.get(verdict.workload)
        if verdict.value is not None and other is not None:
            found = gain(run.problem.objective, verdict.value, other)
            bars.append(Bar(verdict.workload, found, found, found))
    return plot_bars(Bars(f"{run.id}: gain over human on {split}", "gain over human", bars))


def explore(run: Run, x: str, y: str) -> Figure:
    """All candidates over two columns, coloured by who wrote them.

    Raises:
        UsageError: There is no such column, or plotly is not installed.
    """
    try:
        from plotly import graph_objects
    except ImportError:
        raise UsageError("explore needs plotly; install it with `pip install 'adrs[notebook]'`") from None
    table = run.candidates
    for name in (x, y):
        if name not in table.columns:
            raise UsageError(f"candidates have no column {name!r}; they have {', '.join(table.columns)}")
    figure = graph_objects.Figure()
    for origin, rows in table.dropna(subset=[x, y]).groupby("origin"):
        names = rows["candidate"].tolist()
        figure.add_scatter(
            x=rows[x].tolist(), y=rows[y].tolist(), text=names, mode="markers", name=_plain(str(origin))
        )
    figure.update_layout(title=_plain(run.id), xaxis_title=x, yaxis_title=y)
    return figure


def _plain(text: str) -> str:
    """Text that plotly does not take for its subset of HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
