"""The second account agrees with the judge on random valid placements."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.problems.eplb import second
from adrs.problems.eplb.judge import judge
from tests.problems.eplb.scenes import SMALL, consistent, workload


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    experts=st.integers(1, SMALL.replicas),
    highest=st.sampled_from([1, 9, 10**6]),
)
def test_agrees_with_the_judge(seed: int, experts: int, highest: int) -> None:
    rng = np.random.RandomState(seed)
    seen, came = rng.randint(0, highest, size=(2, 3, experts))
    spare = rng.randint(experts, size=(3, SMALL.replicas - experts))
    slots = np.array([rng.permutation([*range(experts), *row]) for row in spare])
    shown, answer = workload(seen, came), [consistent(slots, experts)]
    assert second.value(shown, answer) == pytest.approx(judge(shown, answer).value, rel=1e-12)
