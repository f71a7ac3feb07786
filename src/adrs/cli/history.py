"""Runs that are in a journal already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adrs.core.problem import Problem
    from adrs.run.state import RunState


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
