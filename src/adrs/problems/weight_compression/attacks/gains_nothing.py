"""Changes to what a program was handed, which the quantiser never sees."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.weight_compression.attacks._parts import HONEST, program

REFUSED = False
_BODIES = {
    "weights scaled down": "weights *= 0.0",
    "columns scaled by their importance": "weights *= np.sqrt(hessian_score + 1e-3)",
    "activations of zeros": "inputs[:] = 0.0",
    "scores rewritten": "hessian_score[:] = magnitude_score[:] = 0.0",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; each decides as the honest program does."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
