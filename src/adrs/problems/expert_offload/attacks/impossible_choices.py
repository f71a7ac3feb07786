"""Decides what does not exist, in types that are none."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.expert_offload.attacks._parts import HONEST

REFUSED = True
_BODIES = {
    "nothing": "pass",
    "one list": "return []",
    "a list of lists": "return [[], []]",
    "three lists": "return [], [], []",
    "tuples": "return (), ()",
    "sets": "return set(), set()",
    "numbers": "return [3], []",
    "strings": "return ['00'], []",
    "lists for experts": "return [[0, 0]], []",
    "triples": "return [(0, 0, 0)], []",
    "no such layer": "return [(o.layers, 0)], []",
    "no such expert": "return [], [(0, o.experts)]",
    "a negative expert": "return [(0, -1)], []",
    "half an expert": "return [(0, 0.5)], []",
    "not a number": "return [(0, float('nan'))], []",
    "endless": "return [(0, 0)] * 100_000, []",
    "a list in disguise": "return type('L', (list,), {})(), []",
    "a pair in disguise": "return type('P', (tuple,), {})(([], []))",
    "None inside": "return [None], []",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they decide; any workload will do."""
    return {name: policy(body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
