"""Answers that are no probabilities: out of range, of another shape or another type."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.sparse_attention.attacks._parts import HONEST, program

REFUSED = True
_BODIES = {
    "not a number": "pi[0, 0, -1] = np.nan",
    "more than certain": "pi[:] = 1.5",
    "infinite": "pi[0, 0, 0] = np.inf",
    "negative, to gain weight": "pi = -pi",
    "a mask": "pi = pi > 0",
    "integers": "pi = (pi > 0).astype(int)",
    "complex numbers": "pi = pi.astype(complex)",
    "text": "pi = pi.astype(str)",
    "objects": "pi = pi.astype(object)",
    "one head": "pi = pi[:1]",
    "one number": "pi = 0.1",
    "no array": "pi = None",
    "fewer keys": "pi = pi[:, :, :-1]",
    "an output of its own": "pi = (pi, values.mean(axis=1))",
    "weights besides": "pi = {'pi': pi, 'density': 0.0, 'error': 0.0}",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
