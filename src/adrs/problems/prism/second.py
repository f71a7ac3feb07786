"""A second account of the score, straight from the paper's definition; the audit compares it with the judge.

Yu et al., arXiv 2505.04021: the KV-cache pressure of a GPU is the sum of request rate over latency target
of its models, per GB that their weights leave free. Shares no code with :mod:`.judge` and :mod:`.rules`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adrs.core.workload import Workload

_MEMORY_GB = 80
_FULL = 1_000_000.0


def value(workload: Workload, answer: Any) -> float:
    """The largest pressure over all GPUs of a valid placement, in exact arithmetic until the end."""
    models = workload.inputs["models"]
    worst = 0.0
    for _, placed in answer:
        free = _MEMORY_GB - sum(Fraction(models[j][0]) for j in placed)
        load = sum((Fraction(models[j][1]) / Fraction(models[j][2]) for j in placed), Fraction(0))
        worst = max(worst, float(load / free) if free else _FULL)
    return worst
