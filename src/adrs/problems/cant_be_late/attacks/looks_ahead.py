"""Leaves its place to look at the simulator: frames, objects, hooks, raw memory."""

from __future__ import annotations

from adrs.core.peeking import looking, policy
from adrs.core.workload import Workload
from adrs.problems.cant_be_late.attacks._parts import DECIDES, HONEST

REFUSED = True
_LOADING = ("import sys\nF = sys._getframe()", "import gc\nG = gc.get_objects()")


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they look at: openly, with the refusal swallowed, and while loading."""
    loading = {f"while loading: {head.splitlines()[1]}": policy(DECIDES, head=head) for head in _LOADING}
    return {**looking(DECIDES), **loading}


__all__ = ["HONEST", "REFUSED", "programs"]
