"""The second account agrees with the judge on random repairs."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.workload import Split
from adrs.problems.telemetry_repair import second
from adrs.problems.telemetry_repair.judge import judge
from adrs.problems.telemetry_repair.workloads import synthetic


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_the_judge(seed: int) -> None:
    rng = random.Random(seed)
    workload = rng.choice(synthetic(Split.TRAIN))

    def rate(read: float) -> list[float]:
        return [rng.choice([read, read * rng.uniform(0.9, 1.1), 0.0, rng.uniform(0, 1000)]), rng.random()]

    answer = [
        {
            name: [rate(r["rx_rate"]), rate(r["tx_rate"]), [rng.choice(["up", "down"]), 1.0]]
            for name, r in snapshot["telemetry"].items()
        }
        for snapshot in workload.inputs["snapshots"]
    ]
    assert second.value(workload, answer) == pytest.approx(judge(workload, answer).value, rel=1e-9, abs=1e-9)
