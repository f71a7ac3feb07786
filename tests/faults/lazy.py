"""The tiny problem for the real sandbox, and its proposer, to be named on the command line."""

from __future__ import annotations

from adrs.core.problem import Limits
from adrs.testing.tiny import Constants
from tests.faults.doom import OpenEnded


class Lazy(OpenEnded):
    """Every candidate takes a moment, and may take a few seconds."""

    name = "lazy"
    harness = "tests.faults.lazy_harness"
    limits = search_limits = Limits(wall_s=4.0, cpu_s=4.0)

    def workloads(self, split):  # type: ignore[no-untyped-def]
        """One a split, for speed."""
        return super().workloads(split)[:1]


def numbers() -> Constants:
    """The proposer of numbers."""
    return Constants()
