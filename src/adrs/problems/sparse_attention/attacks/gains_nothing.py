"""Changes to what a program was handed, which the judge never sees."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.sparse_attention.attacks._parts import HONEST, program

REFUSED = False
_BODIES = {
    "values that are all alike": "values[:] = 1.0",
    "keys of zeros": "keys[:] = 0.0",
    "nothing visible": "visible[:] = False",
    "nothing fixed": "fixed[:] = False",
    "a seed": "np.random.seed(0)",
    "a spent generator": "rng.random(10**6)",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; each answers what the honest program does."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
