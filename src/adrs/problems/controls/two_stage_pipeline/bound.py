"""The least time, by Johnson's rule.

Johnson, Optimal two- and three-stage production schedules with setup times included, Naval Research Logistics
Quarterly 1(1), 1954, theorem 1: jobs that load faster than they compute go first, by rising load time; the
others after them, by falling compute time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def optimum(inputs: Mapping[str, Any]) -> float:
    """The least time in ms until the last job has been computed."""
    jobs = list(zip(inputs["load_ms"], inputs["compute_ms"], strict=True))
    early = sorted(job for job in jobs if job[0] < job[1])
    late = sorted((job for job in jobs if job[0] >= job[1]), key=lambda job: -job[1])
    loaded = done = 0
    for load, compute in [*early, *late]:
        loaded += load
        done = max(done, loaded) + compute
    return float(done)
