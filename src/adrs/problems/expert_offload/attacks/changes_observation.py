"""Assigns to what it was told."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.expert_offload.attacks._parts import DECIDES, HONEST

REFUSED = True
_BODIES = {
    "the clock": "o.now_ms = 0.0",
    "the cache": "o.resident = ()",
    "an expert": "o.needed[0] = (0, 0)",
    "an item": "o[0] = 0.0",
    "an attribute of its own": "o.mine = 1",
    "by deleting": "del o.coming",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they change; any workload will do."""
    return {name: policy(f"{body}\n{DECIDES}") for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
