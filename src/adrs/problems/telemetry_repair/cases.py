"""Workloads that keep their truth to themselves.

A workload's ``inputs`` cross to the candidate's process. What is true, and what was struck, stays on the
judge's side, in a field of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair import rules
from adrs.problems.telemetry_repair.damage import Damaged
from adrs.problems.telemetry_repair.rules import Repair, Scores, Truth
from adrs.problems.telemetry_repair.snapshots import Counters, Snapshot, telemetry_of, topology_of


@dataclass(frozen=True)
class Case:
    """One snapshot, its damage and its truth."""

    snapshot: Snapshot
    damaged: Damaged

    @cached_property
    def truth(self) -> Mapping[str, Truth]:
        """What is true, by interface; every interface is up."""
        return {name: (i.true_rx, i.true_tx, "up") for name, i in self.snapshot.items()}

    @property
    def reported(self) -> Mapping[str, Counters]:
        """What the program reads."""
        return self.damaged.reported

    @property
    def inputs(self) -> dict[str, Any]:
        """What the program is handed."""
        return {
            "telemetry": telemetry_of(self.snapshot, self.reported),
            "topology": topology_of(self.snapshot.values()),
        }

    @cached_property
    def zero(self) -> float:
        """Quality of passing everything through."""
        return rules.quality(self.truth, rules.pass_through(self.reported)).combined

    @property
    def possible(self) -> float:
        """Points to be gained by knowing the truth."""
        return 100.0 * (1.0 - self.zero)

    @cached_property
    def public_pass_through(self) -> float:
        """The published combined metric of passing everything through."""
        return self.published(rules.pass_through(self.reported)).combined

    def points(self, quality: Scores) -> float:
        """Points that a quality gains over passing through."""
        return 100.0 * (quality.combined - self.zero)

    def published(self, repairs: Mapping[str, Repair]) -> Scores:
        """The published scores of valid repairs."""
        return rules.published(self.truth, rules.as_published(self.reported, repairs))


@dataclass(frozen=True)
class DamagedWorkload(Workload):
    """A workload with the cases behind its inputs."""

    cases: tuple[Case, ...] = field(default=(), repr=False, compare=False)

    __hash__ = Workload.__hash__


def workload_of(name: str, split: Split, family: str, cases: Sequence[Case]) -> DamagedWorkload:
    """The workload of these snapshots."""
    inputs = {"snapshots": [case.inputs for case in cases]}
    return DamagedWorkload(name, split, inputs, family, tuple(cases))


def cases_of(workload: Workload) -> tuple[Case, ...]:
    """The cases behind a workload.

    Raises:
        TypeError: It is none of this problem's.
    """
    if not isinstance(workload, DamagedWorkload):
        raise TypeError(f"{workload.id} is no workload of telemetry repair: it has no truth")
    return workload.cases
