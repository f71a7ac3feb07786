import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.problem import BoundKind
from adrs.core.workload import Split
from adrs.problems.spec_control.bound import clairvoyant, least_latency_ms, least_work_ms, srpt
from adrs.problems.spec_control.problem import create
from tests.problems.spec_control.scenes import scene, served


def every_latency(made, depth):
    """Mean latencies under every sequence of lengths, a length a request and iteration, in turn."""
    for choice in itertools.product(range(made.k_max + 1), repeat=depth):
        lengths = iter(choice)
        result, _ = served(made, lambda told, lengths=lengths: [next(lengths) for _ in told.requests])
        yield sum(result.latencies_ms) / len(result.latencies_ms)


@settings(max_examples=25, deadline=None)
@given(bits=st.text("01", min_size=2, max_size=6))
def test_alone_it_is_what_trying_everything_finds(bits):
    made = scene([bits], k_max=3)
    best = min(every_latency(made, len(bits) - 1))
    assert least_work_ms(made, 0, sharing=1) == pytest.approx(best)
    assert least_latency_ms(made) == pytest.approx(best)


@settings(max_examples=15, deadline=None)
@given(
    bits=st.lists(st.text("01", min_size=2, max_size=3), min_size=2, max_size=3),
    gaps=st.lists(st.floats(0, 40), min_size=3, max_size=3),
    max_batch=st.integers(1, 3),
)
def test_together_no_lengths_pass_it(bits, gaps, max_batch):
    arrivals = list(itertools.accumulate(gaps))[: len(bits)]
    made = scene(bits, arrivals=arrivals, k_max=2, max_batch=max_batch)
    depth = sum(len(b) - 1 for b in bits)
    assert least_latency_ms(made) <= min(every_latency(made, depth)) + 1e-9


@given(
    work=st.lists(st.floats(0.1, 10), min_size=1, max_size=5),
    gaps=st.lists(st.floats(0, 5), min_size=5, max_size=5),
)
def test_srpt_is_no_later_than_any_order(work, gaps):
    releases = tuple(itertools.accumulate(gaps))[: len(work)]
    total = sum(srpt(releases, work))
    for order in itertools.permutations(range(len(work))):
        now = ends = 0.0
        for i in order:
            now = max(now, releases[i]) + work[i]
            ends += now
        assert total <= ends + 1e-9


def test_srpt_by_hand():
    """The second job is shorter than what is left of the first and goes ahead of it."""
    assert srpt((0.0, 1.0), [5.0, 1.0]) == [6.0, 2.0]


def test_random_policies_do_not_pass_the_bound_of_a_shipped_workload():
    problem = create()
    workload = problem.workloads(Split.TRAIN)[0]
    from adrs.problems.spec_control.scene import Scene

    made, rng = Scene.of(workload.inputs), random.Random(5)
    for most in (1, 3, 8):
        result, _ = served(made, lambda told, most=most: [rng.randint(0, most) for _ in told.requests])
        assert sum(result.latencies_ms) / len(result.latencies_ms) > least_latency_ms(made)


def test_the_clairvoyant_drafts_only_what_is_accepted():
    made = scene(["1101110101", "0000000000", "1111111111"])
    result = clairvoyant(made)
    assert result.drafted == result.accepted > 0


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_bounds_are_proven_and_have_the_clairvoyant_beside_them(split):
    problem = create()
    for workload in problem.workloads(split):
        bound = problem.bound(workload)
        assert bound.kind is BoundKind.BOUND
        assert 0 < bound.value < bound.best_known < 1, workload.id
