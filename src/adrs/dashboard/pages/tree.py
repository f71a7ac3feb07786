"""Lineage: who came from whom, summed up so that thousands of candidates stay readable.

The line from a seed to the champion is the trunk and is always whole. Everything else hangs on it as branches
that are counted and ranked by the best candidate in them, and are sent a page at a time when they are opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adrs.dashboard.rows import Row, row_json
from adrs.dashboard.view import RunView

MOST_LEAVES = 5000
_GRID = (160, 80)


@dataclass(slots=True)
class Branch:
    """What hangs below a candidate, itself left out."""

    size: int = 0
    failed: int = 0
    best: Row | None = None

    def take(self, row: Row, below: Branch) -> None:
        """Count a child and what hangs below it."""
        self.size += 1 + below.size
        self.failed += row.failed + below.failed
        for other in (row, below.best):
            if other is not None and _score(other) > _score(self.best):
                self.best = other


def branches(view: RunView) -> dict[str, Branch]:
    """What hangs below each candidate; one pass, since children come after their parents."""
    found = {row.candidate: Branch() for row in view.rows}
    for row in reversed(view.rows):
        if row.parent in found and view.by_id[row.parent].index < row.index:
            found[row.parent].take(row, found[row.candidate])
    return found


def trunk(view: RunView) -> dict[str, Any]:
    """The line to the champion, and the seeds."""
    best, below = view.champion, branches(view)
    line = [] if best is None else view.line_to(best.candidate)
    roots = [row for row in view.rows if row.parent not in view.by_id]
    on_line = {row.candidate for row in line}
    return {
        "champion": None if best is None else best.candidate,
        "total": len(view.rows),
        "line": [node(view, row, below, on_line) for row in line],
        "roots": [node(view, row, below, on_line) for row in roots if row.candidate not in on_line],
    }


def children(view: RunView, candidate: str, *, offset: int, limit: int, by: str) -> dict[str, Any]:
    """A page of the children of a candidate, those on the way to the champion left out.

    Args:
        view: The run.
        candidate: Whose children.
        offset, limit: Which page.
        by: ``promise`` (the best in the branch first) or ``time``.
    """
    best, below = view.champion, branches(view)
    on_line = set() if best is None else {row.candidate for row in view.line_to(best.candidate)}
    side = [row for row in view.children.get(candidate, ()) if row.candidate not in on_line]
    if by == "promise":
        side.sort(key=lambda row: (-max(_score(row), _score(below[row.candidate].best)), row.index))
    page = side[offset : offset + limit]
    return {"total": len(side), "nodes": [node(view, row, below, on_line) for row in page]}


def node(view: RunView, row: Row, below: dict[str, Branch], on_line: set[str]) -> dict[str, Any]:
    """A candidate with what hangs on it beside the trunk."""
    side = [child for child in view.children.get(row.candidate, ()) if child.candidate not in on_line]
    sum_ = Branch()
    for child in side:
        sum_.take(child, below[child.candidate])
    return {
        **row_json(row),
        "children": len(side),
        "below": sum_.size,
        "failed_below": sum_.failed,
        "best_below": None if sum_.best is None else [sum_.best.candidate, sum_.best.score],
    }


def atlas(view: RunView) -> dict[str, Any]:
    """All candidates by evaluation and score, with their parents, for the map above the tree.

    Candidates with children are all there; of leaves, where there are many, one for each cell of a grid.
    """
    best = view.champion
    line = [] if best is None else view.line_to(best.candidate)
    kept = _thin(view, {row.candidate for row in line})
    place = {row.candidate: i for i, row in enumerate(kept)}
    return {
        "ids": [row.candidate for row in kept],
        "x": [row.evaluations for row in kept],
        "y": [row.score for row in kept],
        "parent": [place.get(row.parent or "", -1) for row in kept],
        "outcome": [row.outcome for row in kept],
        "admission": [int(row.admission) for row in kept],
        "line": [place[row.candidate] for row in line],
        "total": len(view.rows),
    }


def _thin(view: RunView, always: set[str]) -> list[Row]:
    if len(view.rows) <= MOST_LEAVES:
        return view.rows
    scores = [row.score for row in view.rows if row.score is not None]
    low, high = (min(scores), max(scores)) if scores else (0.0, 1.0)
    seen: set[tuple[int, int]] = set()
    kept = []
    for row in view.rows:
        across = row.index * _GRID[0] // len(view.rows)
        up = -1 if row.score is None else int((row.score - low) / ((high - low) or 1.0) * _GRID[1])
        if row.candidate in always or row.candidate in view.children or (across, up) not in seen:
            kept.append(row)
        seen.add((across, up))
    return kept


def _score(row: Row | None) -> float:
    return float("-inf") if row is None or row.score is None else row.score
