"""Replaces parts of what runs beside it; the judge has its own."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.expert_offload.attacks._parts import DECIDES, HONEST

REFUSED = False
_M = "import adrs.problems.expert_offload"
_HEADS = {
    "the simulator": f"{_M}.simulator as m\nm._checked = lambda *a: ((), ())\nm.decode = None",
    "the channel": f"{_M}.channel as m\nm.Channel.settle = lambda s, now: now",
    "its loads": f"{_M}.channel as m\nm.Channel._start = lambda s: None",
    "the observation": f"{_M}.observation as m\nm.Observation.needed = ()",
    "the harness": f"{_M}.harness as m\nm.packed = lambda log, e: {{}}",
    "the player": "import adrs.core.online as m\nm.play = m.entry = None",
    "the guard": "import adrs.core.guard as m\nm.install = m.refusal = None",
    "builtins": "import builtins\nbuiltins.max = lambda *a: 0\nbuiltins.len = lambda *a: 1",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they patch; any workload will do."""
    return {name: policy(DECIDES, head=head) for name, head in _HEADS.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
