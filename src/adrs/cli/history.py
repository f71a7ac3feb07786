"""Runs that are in a journal already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from adrs.cli.output import unknown
from adrs.core.errors import StoreError

if TYPE_CHECKING:
    from adrs.core.problem import Problem
    from adrs.core.seams import Store
    from adrs.run.config import RunConfig
    from adrs.run.state import RunState


def read_run(store: Store, run_id: str) -> tuple[RunState, RunConfig]:
    """The state and configuration of a run.

    Raises:
        UsageError: There is no such run.
        StoreError: Its journal is damaged.
    """
    from adrs.run.state import fold

    if run_id not in store.runs():
        raise unknown("run", run_id, reversed(store.runs()))
    state = fold(run_id, (event for _, event in store.read(run_id)))
    if state.config is None:
        raise StoreError(f"the journal of run {run_id} does not say how it was begun; it cannot be used")
    return state, state.config


def status(state: RunState) -> str:
    """Whether a run is finished, and what ended it."""
    if state.finished:
        return f"finished ({state.stopped})"
    if state.paused:
        return "paused"
    return f"not finished ({state.stopped})" if state.stopped else "not finished"


def audited(state: RunState, problem: Problem, path: Path) -> str:
    """Whether the problem of a run was audited, with the layers that the run's sandbox had."""
    from adrs.audit.dossier import audit_status

    layers = state.environment.get("sandbox")
    return audit_status(problem, path, layers=layers if isinstance(layers, Mapping) else None)
