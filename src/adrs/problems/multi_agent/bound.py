"""The limit beside a value: a run without any failure mode in which everything is delivered has 100 points.

That is proven, and loose: luck alone brings some modes on. The best known value of each workload is that of a
local search which was allowed to know the workload's luck (``scripts/multi_agent_report.py --bounds``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Workload

PERFECT = 100.0
_FILE = Path(__file__).parent / "bounds.json"


def bound(workload: Workload) -> Bound:
    """100 points, which no run can pass, and the best known."""
    return Bound(PERFECT, BoundKind.BOUND, _known().get(workload.id))


@cache
def _known() -> Mapping[str, float]:
    known: Mapping[str, float] = json.loads(_FILE.read_text(encoding="utf-8"))
    return known
