"""Decides what does not exist, in types that are none."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.spec_control.attacks._parts import HONEST

REFUSED = True
_BODIES = {
    "nothing": "pass",
    "a number": "return 2",
    "a tuple": "return (2,) * len(o.requests)",
    "too few": "return []",
    "too many": "return [0] * (len(o.requests) + 1)",
    "negative": "return [-1] * len(o.requests)",
    "beyond the longest": "return [o.k_max + 1] * len(o.requests)",
    "huge": "return [10**5000] * len(o.requests)",
    "a float": "return [2.0] * len(o.requests)",
    "not a number": "return [float('nan')] * len(o.requests)",
    "a bool": "return [True] * len(o.requests)",
    "a string": "return ['2'] * len(o.requests)",
    "an int in disguise": "return [type('I', (int,), {'__le__': lambda s, o: True})(99)] * len(o.requests)",
    "a list in disguise": "return type('L', (list,), {'__len__': lambda s: 1})([2])",
    "a coroutine": "\nasync def later(): return [2]\nc = later(); c.close(); return c",
    "one array": "import numpy; return numpy.zeros(len(o.requests), dtype=int)",
    "numpy's integers": "import numpy; return list(numpy.zeros(len(o.requests), dtype=int))",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they decide; any workload will do."""
    return {name: policy(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
