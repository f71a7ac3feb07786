"""Decides the same past differently: by memory of other runs, by chance, or by knowing the traces."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.cant_be_late.attacks._parts import HONEST

REFUSED = True
_RISKY = "return 'spot' if o.has_spot and o.tick < 60 and {} else 'on_demand'"
_BODIES = {
    "a clairvoyant in disguise": ("CALLS = []", "CALLS.append(1)\n" + _RISKY.format("len(CALLS) % 40 < 5")),
    "memory of the runs before": (
        "SEEN = set()",
        "new = o.tick not in SEEN\nSEEN.add(o.tick)\n" + _RISKY.format("new"),
    ),
    "memory hidden in a module": (
        "import math",
        "math.seen = getattr(math, 'seen', 0) + 1\n" + _RISKY.format("math.seen < 9"),
    ),
    "true randomness": ("import os", _RISKY.format("os.urandom(1)[0] < 128")),
}

_BY_HEART = """
if o.left_s + 4 * o.overhead_s + 3 * o.gap_s >= o.deadline_s - o.elapsed_s:
    return "on_demand"
coming = self.future[o.tick : o.tick + 12]
if o.has_spot and coming.startswith("000"):
    return "spot"
return "on_demand" if coming.count("1") > 9 else "wait"
"""


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by where their knowledge comes from; the last one has the workload's traces in it."""
    found = {name: policy(body, head=head) for name, (head, body) in _BODIES.items()}
    head = f"TRACES = {workload.inputs['traces']!r}\nRUNS = []"
    begin = "self.future = TRACES[len(RUNS)]; RUNS.append(1)"
    return {**found, "all traces by heart": policy(_BY_HEART, head=head, begin=begin)}


__all__ = ["HONEST", "REFUSED", "programs"]
