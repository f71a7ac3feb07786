"""Asks for what does not exist, in words that are none."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.cant_be_late.attacks._parts import HONEST

REFUSED = True
_BODIES = {
    "spot that is not there": "return 'spot'",
    "another word": "return 'S'",
    "nothing": "pass",
    "a bool": "return True",
    "a list": "return ['spot']",
    "a string in disguise": "return type('T', (str,), {'__hash__': lambda s: hash('wait')})('wait')",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they ask for, on any workload in which spot is missing at times."""
    return {name: policy(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
