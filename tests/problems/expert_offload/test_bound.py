import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.problem import BoundKind
from adrs.core.workload import Split
from adrs.problems.expert_offload.bound import belady_prefetch, least_loads, least_ms, order
from adrs.problems.expert_offload.problem import create
from tests.problems.expert_offload.scenes import MACHINE, decoded, scene


def fewest(needs, slots):
    """Transfers that trying every eviction finds, until the end of each layer."""
    states = {frozenset(): 0}
    result = []
    for needed in needs:
        for key in needed:
            following = {}
            for held, loads in states.items():
                if key in held:
                    choices = [held]
                elif len(held) < slots:
                    choices, loads = [held | {key}], loads + 1
                else:
                    choices, loads = [held - {out} | {key} for out in held], loads + 1
                for choice in choices:
                    following[choice] = min(following.get(choice, 10**9), loads)
            states = following
        result.append(min(states.values()))
    return result


ROUTES = st.lists(
    st.tuples(*[st.sets(st.integers(0, 3), min_size=1, max_size=2)] * 2), min_size=1, max_size=5
)


@given(routes=ROUTES, slots=st.integers(2, 4))
def test_belady_transfers_as_few_as_trying_everything_at_every_beginning(routes, slots):
    needs = order(scene([[sorted(layer) for layer in token] for token in routes]))
    assert least_loads(needs, slots) == fewest(needs, slots)


@settings(max_examples=30, deadline=None)
@given(routes=ROUTES, slots=st.integers(3, 5), load=st.sampled_from([0.3, 2.0, 6.0]), seed=st.integers(0, 9))
def test_no_decisions_pass_it(routes, slots, load, seed):
    machine = replace(MACHINE, slots=slots, load_ms=load)
    made = scene([[sorted(layer) for layer in token] for token in routes], machine=machine)
    keys, rng = list(itertools.product(range(2), range(4))), random.Random(seed)
    least = least_ms(made)
    needs = order(made)
    for _ in range(20):

        def guess(told):
            soon = [k for needed in needs[2 * told.token + told.layer + 1 :] for k in needed]
            return rng.choice([[], soon[:8], soon[:1], soon[:2]]), rng.sample(keys, 6)

        assert decoded(made, guess)[0].total_ms >= least - 1e-9
    assert belady_prefetch(made).total_ms >= least - 1e-9
    assert decoded(made)[0].total_ms >= least - 1e-9


def test_by_hand():
    """Two transfers one after another; the second layer's expert is computed after both."""
    made = scene([[[0], [1]]])
    assert least_ms(made) == pytest.approx(2 + 10 + 1)
    assert belady_prefetch(made).total_ms == pytest.approx(13)


def test_a_fast_channel_leaves_compute():
    made = scene([[[0], [1]]] * 5, machine=replace(MACHINE, load_ms=1e-9))
    assert least_ms(made) == pytest.approx(5 * 2 * 3)


@pytest.mark.parametrize("split", [Split.TRAIN, Split.VALIDATION, Split.TEST])
def test_the_reference_comes_close_to_the_proven_bound(split):
    problem = create()
    for workload in problem.workloads(split):
        bound = problem.bound(workload)
        assert bound.kind is BoundKind.BOUND
        assert 0 < bound.value <= bound.best_known < min(1, 1.1 * bound.value), workload.id
