"""Assigns to what it was told."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.congestion_control.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "the round trip": "observation.rtt_us = 0.0",
    "the hops": "observation.hops = ()",
    "a queue": "observation.hops[0].queue_bytes = 0.0",
    "an item": "observation[0] = 1.0",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they change; any workload will do."""
    return {name: program(f"{body}\nreturn fixed") for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
