"""Changes to what a program was handed or runs beside it, which the judge never sees."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.cloudcast.attacks._parts import HEAD, HONEST

REFUSED = False
_BODIES = {
    "free links": "return fill(plan, lambda d, p: [[src, d, free]])",
    "free second copies": "return fill(plan, lambda d, p: direct(d) + [[src, d, free]])",
    "no figures at all": "return fill(plan, lambda d, p: [(src, d)])",
    "odd figures": "return fill(plan, lambda d, p: [[src, d, {'cost': float('-inf'), 'throughput': ''}]])",
    "a cheaper graph": "\n    for u, v, data in G.edges(data=True): data['cost'] = 0.0\n    return plan",
    "a faster graph": "\n    for u, v, data in G.edges(data=True): data['throughput'] = 1e9\n    return plan",
    "an emptied graph": "G.clear(); return plan",
    "emptied arguments": "plan.dsts = list(dsts); dsts.clear(); return plan",
    "fewer partitions on paper": "plan.num_partitions = 1; plan.src = dsts[0]; return plan",
    "partitions nobody asked for": "plan.paths[dsts[0]]['99'] = []; return plan",
    "paths for others": "plan.paths[other] = {}; return plan",
    "a patched harness": "import adrs.problems.cloudcast.harness as h; h.ENTRY = 'x'; h.MOST_LINKS = 0\n"
    "    h.MOST_LINKS = 10**9; return plan",
    "a plan of its own class": "return types.SimpleNamespace(dsts=tuple(dsts), paths=plan.paths)",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they try; any workload will do."""
    return {name: f"{HEAD}    {body}\n" for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
