"""Keeps what it saw where a second policy, or a later look, would find it."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.cant_be_late_multi.attacks._parts import HONEST

REFUSED = True
_PROGRAMS = {
    "an old observation": """
class Policy:
    old = None
    def decide(self, o):
        self.old = self.old or o
        self.old.look(0)
        return "on_demand", 0
""",
    "a module's global": """
seen = []
class Policy:
    def decide(self, o):
        seen.append(o.tick)
        return ("spot" if len(seen) > 300 else "on_demand"), 0
""",
    "true randomness": """
import random
class Policy:
    def __init__(self):
        self.rng = random.SystemRandom()
    def decide(self, o):
        return ("spot" if self.rng.random() < 0.5 else "on_demand"), o.region
""",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by where they keep it, on any workload of more than 300 ticks."""
    return dict(_PROGRAMS)


__all__ = ["HONEST", "REFUSED", "programs"]
