"""What no placement can pass: by hand, by enumeration, and against every program of ours."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.problem import BoundKind
from adrs.core.workload import Split
from adrs.problems.eplb import hindsight
from adrs.problems.eplb.bound import bound_of, upper_bound, with_foresight
from adrs.problems.eplb.cases import Case
from adrs.problems.eplb.rules import Cluster, Placement, balance
from adrs.testing.inprocess import answer_of
from tests.problems.eplb.scenes import PROBLEM, workload


def case(load: list[list[int]], cluster: Cluster) -> Case:
    window = np.array(load)
    return Case(window[None], window, cluster)


def test_without_slots_to_spare_the_heaviest_expert_limits() -> None:
    assert upper_bound(case([[10, 1, 1, 0]], Cluster(4, 1, 1, 2))) == 6 / 10


def test_with_slots_to_spare_the_mean_does() -> None:
    assert upper_bound(case([[10, 1, 1, 0]], Cluster(8, 1, 1, 2))) == 1


def test_no_load_is_bounded_by_its_value() -> None:
    assert upper_bound(case([[0, 0]], Cluster(2, 1, 1, 2))) == 0


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=3, max_size=3), st.sampled_from([(4, 2), (5, 5), (6, 2), (6, 3)])
)
def test_no_placement_of_small_cases_passes_it(loads: list[int], shape: tuple[int, int]) -> None:
    replicas, gpus = shape
    window = np.array([loads])
    ours = case([loads], Cluster(replicas, 1, 1, gpus))
    best = 0.0
    for slots in product(range(3), repeat=replicas):
        counts = np.bincount(slots, minlength=3)
        if counts.min() >= 1:
            best = max(best, balance(window, Placement(np.array([slots]), counts[None]), gpus).gpu)
    assert with_foresight(ours) <= best + 1e-12
    assert best <= upper_bound(ours) + 1e-12


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.integers(4, 9))
def test_greedy_apportionment_has_the_least_heaviest_replica(loads: list[int], replicas: int) -> None:
    found = hindsight.apportion(np.array([loads]), replicas)[0]
    assert found.sum() == replicas
    least = (
        min(
            max(load / count for load, count in zip(loads, counts, strict=True))
            for counts in product(range(1, replicas), repeat=4)
            if sum(counts) == replicas
        )
        if replicas > 4
        else max(loads)
    )
    assert max(load / count for load, count in zip(loads, found, strict=True)) == least


@pytest.mark.slow
@pytest.mark.parametrize("split", [Split.VALIDATION, Split.TEST])
def test_no_program_of_ours_passes_it(split: Split) -> None:
    programs = {**PROBLEM.seeds, **PROBLEM.baselines}
    del programs["deepseek_loops"]  # the same placements as human_sota
    for shown in PROBLEM.workloads(split):
        bound = PROBLEM.bound(shown)
        assert bound is not None
        assert bound.kind is BoundKind.BOUND
        assert bound.best_known is not None
        assert 0.9 < bound.best_known <= bound.value <= 1
        for name, program in programs.items():
            assert PROBLEM.judge(shown, answer_of(PROBLEM, program, shown)).value <= bound.value, name


def test_the_reference_with_foresight_does_not_pass_it() -> None:
    shown = PROBLEM.workloads(Split.TRAIN)[0]
    for original in shown.cases:  # type: ignore[attr-defined]
        known = workload(original.next_window, original.next_window, original.cluster)
        value = PROBLEM.judge(known, answer_of(PROBLEM, PROBLEM.pace.reference, known)).value
        assert value <= bound_of(known).value
