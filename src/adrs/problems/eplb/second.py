"""A second account of the balance, in plain loops: every expert's load is dealt to the slots that list it.

It goes by ``log2phy``, where the judge goes by ``phy2log``. Tests and the audit compare the two; no code is
shared with :mod:`.judge` and :mod:`.rules`.
"""

from __future__ import annotations

from typing import Any

from adrs.core.workload import Workload
from adrs.problems.eplb.cases import Case, cases_of


def value(workload: Workload, answer: Any) -> float:
    """Mean load over greatest load of the GPUs on the windows to come, the mean over cases."""
    found = [
        _balance(case, part["log2phy"].tolist())
        for case, part in zip(cases_of(workload), answer, strict=True)
    ]
    return sum(found) / len(found)


def _balance(case: Case, slots_of: list[list[list[int]]]) -> float:
    means = peaks = 0.0
    cluster = case.cluster
    for layer, loads in enumerate(case.next_window.tolist()):
        gpus = [0.0] * cluster.gpus
        for expert, load in enumerate(loads):
            slots = [slot for slot in slots_of[layer][expert] if slot != -1]
            for slot in slots:
                gpus[slot * cluster.gpus // cluster.replicas] += load / len(slots)
        means += sum(loads) / cluster.gpus
        peaks += max(gpus)
    return means / peaks if peaks else 0.0
