"""Scatter over any two metrics, and the heat map of candidates by workloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adrs.core.errors import UsageError
from adrs.dashboard.limits import Limit
from adrs.dashboard.rows import Row, row_json
from adrs.dashboard.view import RunView
from adrs.run.finale import HUMAN, NAIVE

MOST_POINTS = 4000
_GRID = 120
_WORKLOAD, _METRIC = "workload: ", "metric: "

_PLAIN: dict[str, Callable[[Row], float | None]] = {
    "evaluations": lambda row: row.evaluations,
    "seconds": lambda row: row.elapsed_s,
    "score": lambda row: row.score,
    "value": lambda row: row.value,
    "generation": lambda row: row.depth,
    "CPU s": lambda row: row.cpu_s,
    "wall s": lambda row: row.wall_s,
    "memory MiB": lambda row: row.memory_bytes / 2**20,
    "tokens": lambda row: row.tokens,
    "cost USD": lambda row: row.cost_usd,
}


def metrics(view: RunView) -> list[str]:
    """Names of everything that a candidate can be placed by."""
    named = sorted({name for row in view.rows for name in row.metrics})
    return [*_PLAIN, *(_METRIC + name for name in named), *(_WORKLOAD + name for name in view.workloads)]


def metric(view: RunView, name: str) -> Callable[[Row], float | None]:
    """The metric of this name.

    Raises:
        UsageError: There is none.
    """
    if name in _PLAIN:
        return _PLAIN[name]
    if name.startswith(_METRIC):
        return lambda row: row.metrics.get(name[len(_METRIC) :])
    column = view.workloads.get(name.removeprefix(_WORKLOAD))
    if column is None or not name.startswith(_WORKLOAD):
        raise UsageError(f"there is no metric {name!r}; see the list at /metrics")
    return lambda row: row.scores[column] if column < len(row.scores) else None


def scatter(view: RunView, x: str, y: str) -> dict[str, Any]:
    """Candidates by two metrics; beyond :data:`MOST_POINTS`, one for each cell of a grid, with its count.

    Raises:
        UsageError: There is no such metric.
    """
    across, up = metric(view, x), metric(view, y)
    placed = [
        (row, a, b) for row in view.rows if (a := across(row)) is not None and (b := up(row)) is not None
    ]
    best = view.champion
    line = [] if best is None else view.line_to(best.candidate)
    always = {row.candidate for row in line}
    counted = _binned(placed, always) if len(placed) > MOST_POINTS else [(*point, 1) for point in placed]
    return {
        "x": x,
        "y": y,
        "total": len(view.rows),
        "placed": len(placed),
        "points": [
            [a, b, row.candidate, row.outcome, int(row.admission), row.origin, count]
            for row, a, b, count in counted
        ],
        "line": [row.candidate for row in line],
    }


def _binned(
    placed: Sequence[tuple[Row, float, float]], always: set[str]
) -> list[tuple[Row, float, float, int]]:
    low_a, high_a = min(a for _, a, _ in placed), max(a for _, a, _ in placed)
    low_b, high_b = min(b for _, _, b in placed), max(b for _, _, b in placed)
    cells: dict[tuple[int, int], list[tuple[Row, float, float]]] = {}
    kept = []
    for point in placed:
        row, a, b = point
        if row.candidate in always:
            kept.append((row, a, b, 1))
            continue
        cell = (
            int((a - low_a) / ((high_a - low_a) or 1.0) * _GRID),
            int((b - low_b) / ((high_b - low_b) or 1.0) * _GRID),
        )
        cells.setdefault(cell, []).append(point)
    return [*((*members[0], len(members)) for members in cells.values()), *kept]


def heat(view: RunView, limit: Limit, *, rows: str, offset: int, count: int) -> dict[str, Any]:
    """Candidates by workloads: normalised scores and values, with the references and the bound.

    Args:
        view: The run.
        limit: Its problem's bounds.
        rows: ``line`` (to the champion), ``best`` or ``recent``.
        offset, count: Which page.
    """
    chosen = _chosen(view, rows)
    names = list(view.workloads)
    return {
        "workloads": names,
        "families": [limit.families.get(name, "") for name in names],
        "bounds": [(limit.workloads.get(name) or {}).get("value") for name in names],
        "references": {
            name: _reference(view, reference, names)
            for name, reference in (("human", HUMAN), ("naive", NAIVE))
        },
        "total": len(chosen),
        "rows": [
            {**row_json(row), "scores": _padded(row.scores, names), "values": _padded(row.values, names)}
            for row in chosen[offset : offset + count]
        ],
    }


def _chosen(view: RunView, rows: str) -> Sequence[Row]:
    if rows == "line":
        best = view.champion
        return [] if best is None else view.line_to(best.candidate)[::-1]
    if rows == "recent":
        return view.rows[::-1]
    scored = [row for row in view.rows if row.score is not None]
    return sorted(scored, key=lambda row: -(row.score or 0.0))


def _padded(cells: Sequence[float | None], names: Sequence[str]) -> list[float | None]:
    return [*cells, *[None] * (len(names) - len(cells))]


def _reference(view: RunView, name: str, workloads: Sequence[str]) -> list[float | None]:
    evaluation = view.state.assessed.get((name, "train"))
    values = {} if evaluation is None else {v.workload: v.value for v in evaluation.verdicts}
    return [values.get(workload) for workload in workloads]
