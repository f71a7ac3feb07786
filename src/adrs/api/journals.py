"""Runs in a journal: which there are, what they were begun with, and the number of the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adrs.api.names import unknown
from adrs.core.errors import StoreError

if TYPE_CHECKING:
    from adrs.core.seams import Store
    from adrs.run.config import RunConfig
    from adrs.run.state import RunState

DEFAULT_STORE = Path(".adrs") / "runs.sqlite"


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


def next_id(store: Store, problem: str) -> str:
    """``PROBLEM-N`` with the next free N."""
    taken = set(store.runs())
    number = 1 + sum(run.startswith(f"{problem}-") for run in taken)
    while f"{problem}-{number}" in taken:
        number += 1
    return f"{problem}-{number}"
