"""Decides the same past differently: by memory of other episodes, by chance, or by knowing the future."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.expert_offload.attacks._parts import HONEST

REFUSED = True
_BODIES = {
    "a module's global": ("SEEN = []", "SEEN.append(1)\nreturn [(0, len(SEEN) % o.experts)], []"),
    "true randomness": ("import os", "return [(0, os.urandom(1)[0] % o.experts)], []"),
    "a clock": ("import time", "return [(0, time.perf_counter_ns() % o.experts)], []"),
}
BY_HEART = "both futures by heart"
_BY_HEART = """
soon, token, layer = [], o.token, o.layer
for _ in range(len(o.coming) + 2):
    token, layer = token + (layer + 1 == o.layers), (layer + 1) % o.layers
    soon += [(layer, e) for e in self.needs[token][layer] if e >= 0] if token < len(self.needs) else []
return [k for k in soon if k not in o.resident], [k for k in o.resident if k not in soon]
"""


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by where their knowledge comes from; the last one has the workload's futures in it."""
    found = {name: policy(body, head=head) for name, (head, body) in _BODIES.items()}
    futures = [workload.inputs["needed"].tolist(), workload.inputs["twin_needed"].tolist()]
    head, begin = f"NEEDS = {futures!r}\nRUNS = []", "self.needs = NEEDS[len(RUNS)]; RUNS.append(1)"
    return {**found, BY_HEART: policy(_BY_HEART, head=head, begin=begin)}


__all__ = ["BY_HEART", "HONEST", "REFUSED", "programs"]
