"""Leaves its place to look at the simulator: frames, objects, hooks, raw memory."""

from __future__ import annotations

from adrs.core.peeking import looking
from adrs.core.workload import Workload
from adrs.problems.expert_offload.attacks._parts import DECIDES, HONEST

REFUSED = True


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they look at: openly, and with the refusal swallowed."""
    return looking(DECIDES)


__all__ = ["HONEST", "REFUSED", "programs"]
