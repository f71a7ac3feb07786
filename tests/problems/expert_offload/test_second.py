"""The second account agrees with the judge on random plans."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.workload import Split, Workload
from adrs.problems.expert_offload import second
from adrs.problems.expert_offload.harness import packed
from adrs.problems.expert_offload.judge import judge, on_demand


def drawn(rng: random.Random) -> Workload:
    """Six tokens on a small machine, with no twin to speak of."""
    layers, experts, most = rng.randint(1, 3), rng.randint(2, 5), rng.randint(1, 2)
    needed = np.full((6, layers, most), -1)
    for token, layer in np.ndindex(6, layers):
        chosen = sorted(rng.sample(range(experts), rng.randint(1, most)))
        needed[token, layer, : len(chosen)] = chosen
    nothing = np.full((6, layers, 1), -1)
    machine = {
        "layers": layers, "experts": experts, "slots": rng.randint(most, 6), "load_ms": rng.uniform(0.1, 4),
        "dense_ms": rng.uniform(0.1, 3), "expert_ms": rng.uniform(0.1, 2), "accuracy": 0.0,
    }  # fmt: skip
    inputs = {
        "machine": machine, "needed": needed, "announced": nothing, "window": 0,
        "twin_needed": needed[:0], "twin_announced": nothing[:0],
    }  # fmt: skip
    return Workload("test/drawn", Split.TEST, inputs, "drawn")


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_the_judge(seed: int) -> None:
    rng = random.Random(seed)
    shown = drawn(rng)
    machine = shown.inputs["machine"]
    keys = [(layer, e) for layer in range(machine["layers"]) for e in range(machine["experts"])]

    def some() -> list[tuple[int, int]]:
        return rng.sample(keys, rng.randint(0, len(keys)))

    plans: Any = [(some(), some()) for _ in range(6 * machine["layers"])]
    answer = [packed(plans, machine["experts"]), packed([], machine["experts"])]
    on_demand.cache_clear()  # workloads of one name, which are told apart by their arrays otherwise
    assert second.value(shown, answer) == pytest.approx(judge(shown, answer).value, rel=1e-9)
