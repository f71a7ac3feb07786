"""Changes to what a program was handed or runs beside it, which the judge never sees."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.telemetry_repair.attacks._parts import HONEST, program

REFUSED = False
_BODIES = {
    "the original claimed to be the repair": "out[first]['rx_rate'] = (1e9, out[first]['rx_rate'][1], 1.0)",
    "readings changed in place": "[r.update(rx_rate=1.0, tx_rate=1.0) for r in telemetry.values()]",
    "interfaces deleted from the input": "telemetry.clear(); topology.clear()",
    "the shared generator reseeded": "import random; random.seed(42); np.random.seed(42)",
    "the generator frozen": "import random; random.random = lambda: 0.0; random.uniform = lambda a, b: 1.0",
    "numpy floats": "out = {n: {k: (*v[:1], np.float64(v[1]) if k != 'interface_status' else v[1], 1) "
    "for k, v in f.items()} for n, f in out.items()}",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: program(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
