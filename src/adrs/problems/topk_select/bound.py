"""Limits: a proven one on element reads, and the least CPU time measured so far, which proves nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Workload

_FILE = Path(__file__).parent / "bounds.json"


def bound_of(workload: Workload) -> Bound | None:
    """The least relative CPU time that ``scripts/topk_select_report.py`` has measured on a workload.

    It belongs to the machine and the numpy it was measured with, and is no limit that a program cannot pass.
    """
    value = _measured().get(workload.id)
    return None if value is None else Bound(value, BoundKind.BEST_KNOWN)


def least_reads(size: int) -> int:
    """Element reads without which no exact answer follows.

    Proof: fix the row but for an element that is not read. If it is kept, a value of -inf takes it out; if
    it is not, a value above all others brings it in. Both leave the program with what it has seen.
    """
    return size


@cache
def _measured() -> dict[str, float]:
    content: dict[str, float] = json.loads(_FILE.read_text(encoding="utf-8"))
    return content
