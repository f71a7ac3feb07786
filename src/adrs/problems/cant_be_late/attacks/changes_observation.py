"""Assigns to what it was told."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.cant_be_late.attacks._parts import DECIDES, HONEST

REFUSED = True
_BODIES = {
    "work done": "o.done_s = o.duration_s",
    "work left": "o.left_s = 0.0",
    "the deadline": "o.deadline_s = 1e9",
    "the overhead": "o.overhead_s = 0.0",
    "the tick": "o.tick = 0",
    "an attribute of its own": "o.mine = 1",
    "by deleting": "del o.left_s",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they change; any workload will do."""
    return {name: policy(f"{body}\n{DECIDES}") for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
