"""Changes to what a program was handed or runs beside it, which the judge never sees."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.topk_select.attacks._parts import HONEST, program

REFUSED = False
_BODIES = {
    "the copy emptied": "values[:] = -np.inf",
    "the row itself emptied afterwards": "row._values[:] = -np.inf",
    "the row swapped afterwards": "row._values = np.zeros(len(row), np.float32)",
    "another size": "row.size = k",
    "patched numpy": "np.partition = np.sort = np.argsort = np.flatnonzero = lambda *a, **k: None",
    "patched comparison": "np.array_equal = lambda *a: True; np.setdiff1d = lambda *a: [0]",
    "a patched judge": "import adrs.problems.topk_select as t; t.judge = lambda *a: 0.0",
    "a patched clock": "import time; time.process_time = time.perf_counter = lambda: 0.0",
    "a patched harness": "import adrs.problems.topk_select.harness as h; h.ENTRY = 'other'",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
