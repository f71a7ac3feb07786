"""Decides the same past differently: by memory of other episodes, by chance, or by knowing the future."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.spec_control.attacks._parts import HONEST

REFUSED = True
_BODIES = {
    "a module's global": ("SEEN = []", "SEEN.append(1)\nreturn [len(SEEN) % 3] * len(o.requests)"),
    "true randomness": ("import os", "return [os.urandom(1)[0] % 3 for r in o.requests]"),
    "a clock": ("import time", "return [time.perf_counter_ns() % 3 for r in o.requests]"),
}
BY_HEART = "both futures by heart"
_BY_HEART = """
lengths = []
for r in o.requests:
    bits, k = self.bits[r.id], 0
    while k < o.k_max and bits[r.generated + k : r.generated + k + 1] == "1":
        k += 1
    lengths.append(k)
return lengths
"""


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by where their knowledge comes from; the last one has the workload's futures in it."""
    found = {name: policy(body, head=head) for name, (head, body) in _BODIES.items()}
    head = f"BITS = [{workload.inputs['accepts']!r}, {workload.inputs['twin']!r}]\nRUNS = []"
    begin = "self.bits = BITS[len(RUNS)]; RUNS.append(1)"
    return {**found, BY_HEART: policy(_BY_HEART, head=head, begin=begin)}


__all__ = ["BY_HEART", "HONEST", "REFUSED", "programs"]
