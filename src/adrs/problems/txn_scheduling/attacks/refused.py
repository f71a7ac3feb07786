"""Answers that are no permutation of the transactions, or not of plain ints."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.txn_scheduling.attacks._parts import HONEST, program

REFUSED = True
_BODIES = (
    "return 0, []",
    "return 0, list(range(n - 1))",
    "return 0, list(range(n)) + [0]",
    "return 0, [0] * n",
    "return 0, [-1] + list(range(n - 1))",
    "return 0, [True if i == 1 else i for i in range(n)]",
    "return 0, [float(i) for i in range(n)]",
    "import numpy\n    return 0, list(numpy.arange(n))",
    "import numpy\n    return 0, numpy.arange(n)",
    "return 0, tuple(range(n))",
    "return 0, range(n)",
    "return 0, iter(range(n))",
    "return 0, type('L', (list,), {})(range(n))",
    "return 0, [type('I', (int,), {})(i) for i in range(n)]",
    "return 0, [0] * 100_000",
    "return 0, [10 ** 50] + list(range(n - 1))",
    "return 0, None",
    "return None",
    "return 0",
    "return 0, list(range(n)), 1",
    "return list(range(n))",
)


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they return; any workload will do."""
    return {body.replace("\n    ", "; "): program(body) for body in _BODIES}


__all__ = ["HONEST", "REFUSED", "programs"]
