"""The second account agrees with the judge on random lengths."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.problems.spec_control import second
from adrs.problems.spec_control.judge import judge, plain
from tests.problems.spec_control.scenes import scene, served, workload


@settings(max_examples=100, deadline=None)
@given(
    requests=st.lists(
        st.tuples(st.floats(0, 300), st.integers(1, 1500), st.text("01", min_size=1, max_size=25)),
        min_size=1,
        max_size=8,
    ),
    max_batch=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_agrees_with_the_judge(requests: list[tuple[float, int, str]], max_batch: int, seed: int) -> None:
    rng, (arrivals, prompts, accepts) = random.Random(seed), zip(*sorted(requests), strict=True)
    options = {"arrivals": arrivals, "prompts": prompts, "max_batch": max_batch}
    result, _ = served(scene(accepts, **options), lambda told: [rng.randint(0, 8) for _ in told.requests])
    shown, answer = workload(accepts, **options), [result.log, ""]
    plain.cache_clear()  # workloads of one name, which are told apart by their arrays otherwise
    assert second.value(shown, answer) == pytest.approx(judge(shown, answer).value, rel=1e-12)
