"""Everything a run is begun with, as plain data that a journal can keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from adrs.core.budget import Budget
from adrs.core.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class RunConfig:
    """Names and numbers that determine a run.

    Args:
        problem: Name of the problem.
        strategy: Name of the strategy.
        proposers: Names of the proposers whose operators become arms.
        seed: Seed of the strategy; everything random follows from it.
        workers: Evaluations in flight at the same time. With one, equal seeds give equal journals.
        proposing: Proposals in flight at the same time.
        evaluations, seconds, tokens, cost_usd: The budget.
        target: Stop as soon as a candidate's train value is at least this good.
        data: Folder with original data files, if any.
        fixed_time: Whether speed is left out where it counts, so that equal seeds give equal journals.
    """

    problem: str
    strategy: str = "adaptive"
    proposers: tuple[str, ...] = ("genetic", "tuner")
    seed: int = 1
    workers: int = 1
    proposing: int = 1
    evaluations: int | None = 200
    seconds: float | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    target: float | None = None
    data: str | None = None
    fixed_time: bool = False

    @property
    def budget(self) -> Budget:
        """The budget.

        Raises:
            UsageError: No limit, or one that is not positive.
        """
        return Budget(
            evaluations=self.evaluations,
            seconds=self.seconds,
            tokens=self.tokens,
            cost_usd=self.cost_usd,
        )

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "proposers": list(self.proposers)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RunConfig:
        """Back from plain data.

        Raises:
            StoreError: A key is unknown: the journal was written by a newer version.
        """
        known = {f.name for f in fields(cls)}
        if unknown := sorted(set(data) - known):
            raise StoreError(f"the run's configuration has unknown keys {unknown}; update adrs")
        return cls(**{**data, "proposers": tuple(data["proposers"])})
