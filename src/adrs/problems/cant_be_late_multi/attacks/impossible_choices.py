"""Asks for what does not exist, in types that are none, and assigns to what it was told."""

from __future__ import annotations

from adrs.core.workload import Workload
from adrs.problems.cant_be_late_multi.attacks._parts import HEAD, HONEST

REFUSED = True
_BODIES = {
    "no pair": "return 'spot'",
    "a list": "return ['spot', 0]",
    "another word": "return 'free', 0",
    "a letter": "return 'S', 0",
    "no such region": "return 'spot', o.regions",
    "a negative region": "return 'spot', -1",
    "a bool": "return 'spot', True",
    "a float": "return 'spot', 0.0",
    "a huge region": "return 'spot', 10**100",
    "nothing": "return None",
    "a subclass": "\n        class W(str): pass\n        return W('spot'), 0",
    "more done": "o.done_s = o.duration_s",
    "no overhead": "o.overhead_s = 0",
    "no tick": "del o.tick",
    "a look beyond": "o.look(o.regions)",
    "a look at a bool": "o.look(True)",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they ask for or change; any workload will do."""
    return {name: HEAD.format(body=body) for name, body in _BODIES.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
