"""The parts together: programs, bound, sandbox."""

from __future__ import annotations

import asyncio
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.problem import BoundKind
from adrs.core.workload import Split
from adrs.evaluate.judged import Judged
from adrs.evaluate.paced import Paced
from adrs.problems import load
from adrs.problems.topk_select import bound, problem
from adrs.problems.topk_select.judge import LEAST, judge
from adrs.problems.topk_select.reader import Row
from adrs.problems.topk_select.rows import FAMILIES
from adrs.problems.topk_select.truth import truth
from adrs.sandbox.choose import best
from adrs.testing.inprocess import answer_of
from tests.problems.topk_select.scenes import PROBLEM, SIZE, module_of, recipe, workload

PROGRAMS = {**PROBLEM.seeds, **PROBLEM.baselines}


def test_is_found_by_name() -> None:
    assert load("topk_select").name == "topk_select"


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_are_exact_on_every_family_and_cut(name: str) -> None:
    cuts = ((1, 1.0), (50, 1.0), (0, 0.9), (40, 0.95), (2000, 1.0), (0, 0.5))
    shown = workload(*(recipe(f, k=k, p=p) for f in FAMILIES for k, p in cuts))
    assert judge(shown, answer_of(PROBLEM, PROGRAMS[name], shown)).value == LEAST


def short_row(seed: int, size: int, levels: int, masked: float) -> np.ndarray:
    """A short row with few or many different values, zeros of either sign, and a masked share."""
    rng = np.random.RandomState(seed)
    row = (rng.randint(0, levels, size=size) / levels * 8.0 - 4.0).astype(np.float32)
    row[rng.random_sample(size) < 0.05] = rng.choice([-0.0, 0.0])
    row[1:][rng.random_sample(size - 1) < masked] = -np.inf
    return row


@pytest.mark.parametrize("name", PROGRAMS)
@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(130, 6000),
    levels=st.sampled_from([1, 3, 40, 10**6]),
    masked=st.sampled_from([0.0, 0.5, 0.99]),
    k=st.integers(0, 129),
    p=st.sampled_from([0.2, 0.77, 1.0]),
)
def test_programs_are_exact_on_short_rows_with_ties_and_masks(
    name: str, seed: int, size: int, levels: int, masked: float, k: int, p: float
) -> None:
    values32 = short_row(seed, size, levels, masked)
    p = 0.77 if k == 0 and p == 1.0 else p
    row, right = Row(values32), truth(values32, k, p)
    kept = np.sort(module_of(PROGRAMS[name]).truncate(row, k, p))
    assert right.fewest <= len(kept) <= len(right.order)
    assert kept.tolist() == sorted(right.order[: len(kept)].tolist())
    assert row.reads >= bound.least_reads(row.size)


def test_reads_tell_algorithms_apart() -> None:
    shown = workload(*(recipe(k=50, size=131_072, seed=seed) for seed in range(3)))
    reads = {
        name: judge(shown, answer_of(PROBLEM, PROGRAMS[name], shown)).metrics["reads_per_element"]
        for name in ("partition", "rtopk", "human_sota")
    }
    assert reads["partition"] == 1.0
    assert 1.0 < reads["human_sota"] < 1.1
    assert reads["rtopk"] > 5.0


def test_least_reads_are_what_an_adversary_enforces() -> None:
    """Whatever is not read can be changed so that the exact set changes with it."""
    values = np.random.RandomState(0).standard_normal(SIZE).astype(np.float32)
    before = set(truth(values, 50, 1.0).order.tolist())
    for unread in (0, 17, SIZE - 1, *list(before)[:3]):
        other = values.copy()
        other[unread] = -np.inf if unread in before else values.max() + 1
        assert set(truth(other, 50, 1.0).order.tolist()) != before


def test_cpu_bounds_are_measured_and_say_so() -> None:
    for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        for shown in PROBLEM.workloads(split):
            limit = PROBLEM.bound(shown)
            assert limit is not None
            assert limit.kind is BoundKind.BEST_KNOWN
            assert LEAST <= limit.value < 2.0
    names = json.loads((bound._FILE).read_text(encoding="utf-8"))
    assert len(names) == sum(PROBLEM.sizes().values())


def test_a_round_in_the_sandbox_measures_a_ratio_and_charges_it() -> None:
    async def evaluation():  # type: ignore[no-untyped-def]
        sandbox = best(PROBLEM.harness)
        paced = Paced(Judged(PROBLEM, sandbox, limits=PROBLEM.limits), PROBLEM.pace, rounds=1)
        try:
            return await paced(PROBLEM.baselines["human_sota"], PROBLEM.workloads(Split.TRAIN)[:1])
        finally:
            await sandbox.aclose()

    (verdict,) = asyncio.run(evaluation()).verdicts
    assert verdict.ok
    assert verdict.value == problem.charged(LEAST, verdict.metrics["cpu_ratio"])
    assert verdict.metrics["reads_per_element"] > 1.0
