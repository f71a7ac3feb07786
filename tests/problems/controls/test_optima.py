"""The exact algorithms against trying everything, and the programs against the optimum."""

from __future__ import annotations

from itertools import combinations_with_replacement, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.workload import Split
from adrs.problems import CONTROLS, NAMES, load
from adrs.problems.controls.chain_partition import bound as chain
from adrs.problems.controls.chain_partition import judge as chain_judge
from adrs.problems.controls.mixed_precision import bound as bits
from adrs.problems.controls.mixed_precision import judge as bits_judge
from adrs.problems.controls.two_stage_pipeline import bound as stages
from adrs.problems.controls.two_stage_pipeline import judge as stages_judge
from adrs.testing.problem import train_scores

TIMES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5)
LAYERS = st.lists(
    st.tuples(st.integers(1, 6), st.lists(st.integers(0, 50), min_size=3, max_size=3)), min_size=1, max_size=4
)


@given(LAYERS, st.integers(0, 40))
def test_no_allocation_loses_less(layers: list[tuple[int, list[int]]], more: int) -> None:
    sizes = [size for size, _ in layers]
    losses = [loss for _, loss in layers]
    inputs: dict[str, Any] = {
        "sizes": sizes,
        "bits": [2, 4, 8],
        "losses": losses,
        "budget": 2 * sum(sizes) + more,
    }
    values = []
    for chosen in product([2, 4, 8], repeat=len(layers)):
        if sum(size * b for size, b in zip(sizes, chosen, strict=True)) <= inputs["budget"]:
            values.append(bits_judge.judge(inputs, [[b, [i]] for i, b in enumerate(chosen)]).value)
    assert bits.optimum(inputs) == min(values)


@given(TIMES)
def test_no_order_is_done_sooner(jobs: list[tuple[int, int]]) -> None:
    inputs = {"load_ms": [a for a, _ in jobs], "compute_ms": [b for _, b in jobs]}
    values = [stages_judge.judge(inputs, list(order)).value for order in permutations(range(len(jobs)))]
    assert stages.optimum(inputs) == min(values)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=7), st.integers(1, 4))
def test_no_cuts_make_the_slowest_stage_faster(work_ms: list[int], count: int) -> None:
    inputs = {"work_ms": work_ms, "stages": count}
    every = combinations_with_replacement(range(len(work_ms) + 1), count - 1)
    assert chain.optimum(inputs) == min(chain_judge.judge(inputs, list(cuts)).value for cuts in every)


@pytest.mark.parametrize(
    ("name", "baseline"),
    [
        ("control_mixed_precision", "exact"),
        ("control_two_stage_pipeline", "human_sota"),
        ("control_chain_partition", "human_sota"),
    ],
)
def test_the_exact_baseline_reaches_the_optimum_and_the_naive_seed_does_not(name: str, baseline: str) -> None:
    problem = load(name)
    bounds = [problem.bound(workload) for workload in problem.workloads(Split.TRAIN)]
    optima = [bound.value for bound in bounds if bound is not None]
    assert [score.value for score in train_scores(problem, problem.baselines[baseline])] == optima
    naive = [score.value for score in train_scores(problem, problem.seeds["naive"])]
    assert all(value > best for value, best in zip(naive, optima, strict=True))


def test_controls_are_listed_apart() -> None:
    assert not set(NAMES) & set(CONTROLS)
    assert [load(name).name for name in CONTROLS] == list(CONTROLS)
