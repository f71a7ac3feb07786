"""Workloads that keep the next window to themselves.

A workload's ``inputs`` cross to the candidate's process: windows up to now. What it is judged on stays on the
judge's side, so nothing that a program does can see ahead. Each case of a workload is a series of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from adrs.core.workload import Split, Workload
from adrs.problems.eplb.rules import Cluster, Ints

HISTORY = 5
"""Most windows that a program sees, the current one included."""


@dataclass(frozen=True)
class Case:
    """One decision.

    Args:
        windows: ``(W, L, E)`` loads so far, the newest last.
        next_window: ``(L, E)`` the load that it is judged on.
        cluster: Where replicas go.
    """

    windows: Ints
    next_window: Ints
    cluster: Cluster = Cluster()

    @property
    def inputs(self) -> dict[str, Any]:
        """What the program is handed."""
        cluster = self.cluster
        return {
            "windows": self.windows.astype("int32" if self.windows.max(initial=0) < 2**31 else "int64"),
            "num_replicas": cluster.replicas,
            "num_groups": cluster.groups,
            "num_nodes": cluster.nodes,
            "num_gpus": cluster.gpus,
        }


@dataclass(frozen=True)
class RoutedWorkload(Workload):
    """A workload with the cases behind its inputs."""

    cases: tuple[Case, ...] = field(default=(), repr=False, compare=False)

    __hash__ = Workload.__hash__


def workload_of(name: str, split: Split, family: str, cases: Sequence[Case]) -> RoutedWorkload:
    """The workload of these cases."""
    return RoutedWorkload(name, split, {"cases": [case.inputs for case in cases]}, family, tuple(cases))


def series(windows: Sequence[Ints], cluster: Cluster = Cluster()) -> list[Case]:
    """A case for every window but the first, which knows up to :data:`HISTORY` windows before it."""
    return [
        Case(np.stack(windows[max(0, i - HISTORY) : i]), windows[i], cluster) for i in range(1, len(windows))
    ]


def cases_of(workload: Workload) -> tuple[Case, ...]:
    """The cases behind a workload.

    Raises:
        TypeError: It is none of this problem's.
    """
    if not isinstance(workload, RoutedWorkload):
        raise TypeError(f"{workload.id} is no workload of eplb: it has no next window")
    return workload.cases
