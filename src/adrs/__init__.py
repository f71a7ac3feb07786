"""AI-driven research for systems: search for better programs, and believe the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from adrs.core.problem import Problem
    from adrs.core.seams import Store
    from adrs.notebook.opened import Run


def open(run: str, *, store: Path | str | Store | None = None, problem: Problem | None = None) -> Run:
    """The run called ``run``, for reading; see :func:`adrs.notebook.opened.open_run`."""
    from adrs.notebook.opened import open_run

    return open_run(run, store=store, problem=problem)
