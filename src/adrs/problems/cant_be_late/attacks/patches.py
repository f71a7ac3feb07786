"""Replaces parts of what runs beside it; the judge has its own."""

from __future__ import annotations

from adrs.core.peeking import policy
from adrs.core.workload import Workload
from adrs.problems.cant_be_late.attacks._parts import DECIDES, HONEST

REFUSED = False
_HEADS = {
    "the stepper": "import adrs.problems.cant_be_late.stepper as m\nm.stepper = m.math = None\nm.SPOT = 'x'",
    "the observation": "import adrs.problems.cant_be_late.observation as m\nm.Observation.left_s = 0.0",
    "the harness": "import adrs.problems.cant_be_late.harness as m\nm.stepper = None\nm.run = None",
    "the guard": "import adrs.core.guard as m\nm.install = m.refusal = None",
    "mathematics": "import math\nmath.ceil = lambda x: 0",
    "builtins": "import builtins\nbuiltins.max = lambda *a: 0.0\nbuiltins.enumerate = lambda x: iter(())",
}


def programs(workload: Workload) -> dict[str, str]:
    """Program texts by what they patch; any workload will do."""
    return {name: policy(DECIDES, head=head) for name, head in _HEADS.items()}


__all__ = ["HONEST", "REFUSED", "programs"]
