"""A run opened for reading."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from adrs import problems
from adrs.core.errors import StoreError, UsageError
from adrs.core.events import Event
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.interop.folders import open_folder
from adrs.notebook import frames
from adrs.run.config import RunConfig
from adrs.run.report.build import Material, curve_of, report_document
from adrs.run.state import RunState, fold
from adrs.run.summary import champion, summarise

Frame = Any
"""A ``pandas.DataFrame``."""
Figure = Any
"""A ``matplotlib.figure.Figure`` or a ``plotly.graph_objects.Figure``."""

DEFAULT_STORE = Path(".adrs") / "runs.sqlite"


def open_run(run: str, *, store: Path | str | Store | None = None, problem: Problem | None = None) -> Run:
    """The run called ``run``, for reading.

    Args:
        run: Its id, ``"prism-1"``.
        store: The journal: its path, or a store; by default ``.adrs/runs.sqlite``.
        problem: The run's problem, where it is not one of the built-in ones.

    Raises:
        StoreError: There is no journal, or it is damaged.
        UsageError: There is no such run, or its problem is not built in and was not given.
    """
    if store is None or isinstance(store, str | Path):
        from adrs.store.sqlite import SqliteStore

        path = Path(store or DEFAULT_STORE)
        if not path.exists():
            raise StoreError(f"there is no journal at {path}; start a run with `adrs run`, or name another")
        opened: Store = SqliteStore(path, readonly=True)
    else:
        opened = store
    if run not in opened.runs():
        raise UsageError(f"there is no run {run!r}; the journal has {', '.join(opened.runs()) or 'none'}")
    reader = Run(run, opened, problem=problem)
    if opened is not store:
        weakref.finalize(reader, _release, opened)  # nobody else knows of it
    return reader


def _release(store: Store) -> None:
    with contextlib.suppress(Exception):  # whichever thread this is, there is nobody to tell
        store.close()


class Run:
    """A run as tables and figures. It is read when first asked for something; :meth:`reload` reads anew.

    Args:
        run_id: Its id.
        store: Its journal.
        problem: Its problem, where it is not a built-in one.
    """

    def __init__(self, run_id: str, store: Store, *, problem: Problem | None = None) -> None:
        self.id = run_id
        self.store = store
        self._problem = problem

    def __repr__(self) -> str:
        end = "finished" if self.state.finished else "not finished"
        return f"<Run {self.id}: {self.state.evaluations} evaluations, {end}>"

    def _repr_markdown_(self) -> str:
        """What a notebook shows: the report's first screen."""
        from adrs.run.report.as_markdown import to_markdown
        from adrs.run.report.document import Answers, Document, Paragraph

        document = report_document(self._material())
        first = tuple(block for block in document.blocks[:2] if isinstance(block, Answers | Paragraph))
        return to_markdown(Document(document.title, first))

    @cached_property
    def _numbered(self) -> list[tuple[int, Event]]:
        return list(self.store.read(self.id))

    def reload(self) -> None:
        """Forget what was read, so that a run that goes on is seen as it is now."""
        for name in ("_numbered", "state"):
            self.__dict__.pop(name, None)

    def events(self) -> Iterator[Event]:
        """The journal's events, in order."""
        return (event for _, event in self._numbered)

    @cached_property
    def state(self) -> RunState:
        """The fold over the events."""
        return fold(self.id, self.events())

    @property
    def config(self) -> RunConfig:
        """How it was begun.

        Raises:
            StoreError: The journal does not say.
        """
        if self.state.config is None:
            raise StoreError(f"the journal of run {self.id} does not say how it was begun")
        return self.state.config

    @cached_property
    def problem(self) -> Problem:
        """Its problem.

        Raises:
            UsageError: It is not a built-in one and was not given.
            DataError: Its data files are missing.
        """
        if self._problem is not None:
            return self._problem
        name = self.config.problem
        if Path(name).is_absolute() and Path(name).is_dir():
            return open_folder(Path(name))
        if name not in problems.NAMES + problems.CONTROLS:
            raise UsageError(f"{name} is not a built-in problem; give it: adrs.open({self.id!r}, problem=…)")
        return problems.load(name, data=None if self.config.data is None else Path(self.config.data))

    @property
    def summary(self) -> dict[str, Any]:
        """What ``adrs run --json`` answers."""
        return summarise(self.state, self.problem)

    def program(self, candidate: str) -> Program:
        """A candidate's program.

        Raises:
            UsageError: There is no such candidate.
        """
        for row in frames.told(self.events()):
            if row.candidate == candidate:
                return self.store.program(row.program)
        raise UsageError(f"run {self.id} has no candidate {candidate!r}")

    @property
    def champion(self) -> Program | None:
        """The champion's program; before the end, that of the best on train."""
        best = champion(self.state)
        return None if best is None else self.store.program(best.program)

    @property
    def candidates(self) -> Frame:
        """One row a candidate; see :func:`adrs.notebook.frames.candidates`."""
        return frames.candidates(self.events())

    @property
    def verdicts(self) -> Frame:
        """One row a candidate and workload, also of the splits outside the search."""
        return frames.verdicts(self.events())

    @property
    def curve(self) -> Frame:
        """One row an improvement on train."""
        return frames.curve(self.state)

    @property
    def arms(self) -> Frame:
        """One row an arm."""
        return frames.arms(self.state)

    @property
    def usage(self) -> Frame:
        """Running totals of what was spent, one row a candidate, proposal or call."""
        return frames.usage(self.events())

    def plot_curve(self) -> Figure:
        """Progress against naive, human and bound, in matplotlib."""
        from adrs.run.report.plots import plot_curve

        return plot_curve(curve_of(self.state, self.problem))

    def plot_workloads(self, split: str = "test") -> Figure:
        """The champion's gain over human on every workload of a split, in matplotlib."""
        from adrs.notebook.figures import plot_workloads

        return plot_workloads(self, split)

    def explore(self, x: str = "evaluations", y: str = "value") -> Figure:
        """All candidates as points to hover over, in plotly; ``x`` and ``y`` name columns of candidates."""
        from adrs.notebook.figures import explore

        return explore(self, x, y)

    def _material(self) -> Material:
        return Material(state=self.state, problem=self.problem, store=self.store)
