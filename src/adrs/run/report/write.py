"""Puts a run's files into a folder: ``best.py``, ``report.md``, ``curve.svg``."""

from __future__ import annotations

from pathlib import Path

from adrs.core.errors import UsageError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.core.workload import Split
from adrs.run.bounds import split_bound
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.report.curve_svg import Curve, Reference, curve_svg
from adrs.run.report.markdown import report_markdown
from adrs.run.state import RunState
from adrs.run.summary import value_on


def write_program(program: Program, folder: Path) -> Path:
    """Write the main file as ``best.py``; the path. Further files keep their names beside it.

    Raises:
        UsageError: The folder cannot be written.
    """
    for path, text in program.files.items():
        if path != program.main:
            _write(folder / path, text)
    return _write(folder / "best.py", program.text)


def write_report(
    state: RunState, problem: Problem, store: Store, folder: Path, *, audit: str | None = None
) -> Path:
    """Write the report and its curve; the report's path.

    Args:
        state: The run.
        problem: Its problem.
        store: Where its journal and programs are.
        folder: Where to write.
        audit: Whether the problem was audited, in words; ``None`` if nobody asked.

    Raises:
        UsageError: The folder cannot be written.
        StoreError: The journal cannot be read.
    """
    name = None
    if state.curve:
        name = _write(folder / "curve.svg", curve_svg(curve_of(state, problem))).name
    return _write(folder / "report.md", report_markdown(state, problem, store, curve=name, audit=audit))


def curve_of(state: RunState, problem: Problem) -> Curve:
    """A run's progress on train with the lines it is held against."""
    bound = split_bound(problem, Split.TRAIN)
    bound_label = "" if bound is None else bound.kind.value.replace("_", " ")
    best_known = None if bound is None else bound.best_known
    known = (
        ("human", value_on(state, HUMAN, Split.TRAIN), "human"),
        ("naive", value_on(state, NAIVE, Split.TRAIN), "naive"),
        ("best known", best_known, "known"),
        (bound_label, None if bound is None else bound.value, "bound"),
    )
    objective = problem.objective
    return Curve(
        title=f"{state.run_id}: best {objective.name} on train ({objective.direction.value})",
        y_label=f"{objective.name} ({objective.unit})",
        steps=[(point.evaluations, point.value) for point in state.curve],
        evaluations=state.evaluations,
        references=[Reference(label, value, style) for label, value, style in known if value is not None],
    )


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {error.strerror}; give another folder with -o or --out"
        ) from None
    return path
