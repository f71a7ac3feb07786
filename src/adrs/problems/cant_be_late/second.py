"""A second account of a run's cost: what the job does in each gap, told as a story.

Tests and the audit compare it with the judge; no code is shared with :mod:`.judge`, :mod:`.rules` and
:mod:`.stepper`. Prices and the guarantee are those of Wu et al. (NSDI 2024), as the statement gives them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from adrs.core.workload import Workload

_USD_PER_HOUR = {"S": 0.9731, "O": 3.06, "N": 0.0}


def value(workload: Workload, answer: Any) -> float:
    """Mean cost in USD of the scored runs of a valid answer."""
    inputs = workload.inputs
    scored = inputs["scored"]
    return float(sum(_cost(inputs, inputs["traces"][i], answer[i]) for i in range(scored)) / scored)


def _cost(inputs: Mapping[str, Any], trace: str, asked: str) -> float:
    gap, work, boot, ran, usd = inputs["gap_s"], inputs["duration_s"], 0.0, "N", 0.0
    for tick, ask in enumerate(asked):
        runs = _runs(inputs, ask, tick, work, rides=ran == "S" and boot == 0.0)
        if runs == "S" and trace[tick] == "1":
            runs = "N"
        lost = ran == "S" and trace[tick] == "1"
        if runs != "N" and (runs != ran or lost):
            boot = inputs["overhead_s"]
        usd += _USD_PER_HOUR[runs] * gap / 3600
        if runs != "N":
            worked = gap - boot if boot < gap else 0.0
            boot = boot - gap if boot - gap >= 1e-3 else 0.0
            work -= worked
        ran = runs
    return usd


def _runs(inputs: Mapping[str, Any], ask: str, tick: int, work: float, *, rides: bool) -> str:
    """What is asked for, unless the deadline leaves no choice: then on demand, or spot that works already."""
    gap, needed_s = inputs["gap_s"], work + inputs["overhead_s"]
    gaps_left = math.floor((inputs["deadline_s"] - tick * gap) / gap)
    if work > 1e-3 and math.ceil(needed_s / gap) >= gaps_left:
        return "S" if rides else "O"
    return ask
