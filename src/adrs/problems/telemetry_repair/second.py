"""A second account of the points, counter by counter, on the repairs and on the readings as they came.

Readings are taken from what the program was handed. Tests and the audit compare it with the judge; no code is
shared with :mod:`.judge` and :mod:`.rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adrs.core.workload import Workload
from adrs.problems.telemetry_repair.cases import cases_of
from adrs.problems.telemetry_repair.snapshots import Snapshot


def value(workload: Workload, answer: Any) -> float:
    """Points that valid repairs gain over passing the readings through, the mean over snapshots."""
    gained = []
    handed = [snapshot["telemetry"] for snapshot in workload.inputs["snapshots"]]
    for case, telemetry, repairs in zip(cases_of(workload), handed, answer, strict=True):
        as_read = {
            name: [[reading["rx_rate"], 1.0], [reading["tx_rate"], 1.0], ["up", 1.0]]
            for name, reading in telemetry.items()
        }
        gained.append(_points(case.snapshot, repairs) - _points(case.snapshot, as_read))
    return sum(gained) / len(gained)


def _points(snapshot: Snapshot, repairs: Mapping[str, Any]) -> float:
    """75 points for rates, 5 for statuses, 20 for confidences."""
    rates, confidences, statuses = [], [], []
    for name, interface in snapshot.items():
        rx, tx, status = repairs[name]
        statuses.append(status[0] == "up")
        for (said, confidence), true in ((rx, interface.true_rx), (tx, interface.true_tx)):
            if true is None:
                continue
            off = abs(said - true) / (true if true > 1.0 else 1.0)
            rates.append(off if off < 1.0 else 1.0)
            confidences.append((1.0 - confidence) ** 2 if off <= 0.05 else confidence**2)
    right = sum(statuses) / len(statuses)
    if not rates:
        return float(95.0 + 5.0 * right)
    counted = len(rates)
    repaired, doubted = sum(rates) / counted, sum(confidences) / counted
    return float(75.0 * (1.0 - repaired) + 5.0 * right + 20.0 * (1.0 - doubted))
