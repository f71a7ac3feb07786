"""The second account agrees with the judge on random plans."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.workload import Split
from adrs.problems.cloudcast import second
from adrs.problems.cloudcast.judge import judge
from adrs.problems.cloudcast.problem import create

WORKLOADS = create().workloads(Split.TRAIN)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_agrees_with_the_judge(seed: int) -> None:
    rng = random.Random(seed)
    workload = rng.choice(WORKLOADS)
    inputs, source = workload.inputs, workload.inputs["source"]
    names = inputs["regions"]
    links = {(names[u], names[v]) for u, v in inputs["links"].tolist()}
    relays = rng.sample(list(inputs["regions"]), 3)

    def route(goal: str) -> list[list[str]]:
        ways = [[[source, relay], [relay, goal]] for relay in relays]
        fitting = [way for way in ways if all(tuple(link) in links for link in way)]
        return rng.choice([[[source, goal]], *fitting])

    goals = rng.sample(list(inputs["destinations"]), len(inputs["destinations"]))
    paths = [[route(goal) for _ in range(inputs["partitions"])] for goal in goals]
    answer = {"destinations": goals, "paths": paths}
    assert second.value(workload, answer) == pytest.approx(judge(workload, answer).value, rel=1e-12)
