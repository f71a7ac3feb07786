"""What a run asks of candidates, beyond what its problem states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adrs.core.acceptance import Acceptance
from adrs.core.errors import StoreError, UsageError
from adrs.core.problem import Problem
from adrs.core.restated import restated


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a run; by default those of its problem.

    Args:
        aggregate: How workloads are aggregated: ``worst``, ``cvar:0.1``…; empty as the problem has it.
        rails: Limits on metrics, see :meth:`adrs.core.acceptance.Acceptance.parse`.
        also: Further objectives, likewise.
        start: Seeds to start from, by name; empty for all of them.

    Raises:
        UsageError: A rail, an objective or the aggregate is not understood.
    """

    aggregate: str = ""
    rails: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    start: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _ = self.acceptance

    @property
    def acceptance(self) -> Acceptance:
        """Rails and further objectives."""
        return Acceptance.parse(self.rails, self.also)

    def restate(self, problem: Problem) -> Problem:
        """The problem on these terms.

        Raises:
            UsageError: The aggregate is not understood, or the problem has no seed of a name in ``start``.
        """
        for name in self.start:
            if name not in problem.seeds:
                raise UsageError(
                    f"problem {problem.name} has no seed {name!r} to start from; it has"
                    f" {', '.join(problem.seeds)}"
                )
        return restated(problem, self.aggregate) if self.aggregate else problem

    def to_json(self) -> dict[str, Any]:
        """As plain data; what was not chosen is left out."""
        body = {
            "aggregate": self.aggregate,
            "rails": list(self.rails),
            "also": list(self.also),
            "start": list(self.start),
        }
        return {name: value for name, value in body.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Terms:
        """Inverse of :meth:`to_json`.

        Raises:
            StoreError: A key is unknown: the journal was written by a newer version.
        """
        body: dict[str, Any] = dict(data)
        if unknown := sorted(set(body) - {"aggregate", "rails", "also", "start"}):
            raise StoreError(f"the run's terms have unknown keys {unknown}; update adrs")
        for name in ("rails", "also", "start"):
            body[name] = tuple(body.get(name, ()))
        return cls(**body)
