"""The simulator against figures by hand, closed forms, and a second simulator."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.problems.expert_offload.scenes import MACHINE, decoded, plainly, scene


def test_one_token_by_hand_on_demand():
    """2 for the layer, 5 a transfer, 1 an expert: 2 + 10 + 2, then 2 + 5 + 1."""
    result, _ = decoded(scene([[[0, 1], [2]]]))
    assert result.total_ms == pytest.approx(14 + 8)
    assert result.stall_ms == pytest.approx(15)
    assert (result.loads, result.hits, result.uses) == (3, 0, 3)


def test_what_is_resident_is_not_fetched_again():
    result, seen = decoded(scene([[[0], [1]]] * 10))
    assert result.loads == 2
    assert result.total_ms == pytest.approx(2 * 8 + 9 * 2 * 3)
    assert seen[2].missing == ()
    assert seen[2].resident == ((0, 0), (1, 1))


def test_prefetch_overlaps_with_compute_by_hand():
    """The second layer's expert is under way from 7 on and there at 12; its gate speaks at 10."""
    result, seen = decoded(scene([[[0], [1]]]), lambda told: ([(1, 1)] if told.layer == 0 else [], []))
    assert result.total_ms == pytest.approx(12 + 1)
    assert result.stall_ms == pytest.approx(5 + 2)
    assert seen[1].loading == (1, 1)
    assert seen[1].missing == ()


def test_a_wrong_prefetch_delays_what_is_needed():
    """Expert 3 is under way from 7 to 12, and only then comes the one that is needed."""
    result, _ = decoded(scene([[[0], [1]]]), lambda told: ([(1, 3)] if told.layer == 0 else [], []))
    assert result.total_ms == pytest.approx(12 + 5 + 1)


def test_missing_experts_go_before_prefetches_that_have_not_begun():
    plans = iter([([(1, 3), (1, 2)], []), ([], []), ([], []), ([], [])])
    result, seen = decoded(scene([[[0], [1]], [[0], [1]]]), lambda told: next(plans))
    assert seen[1].loading == (1, 3)
    assert (1, 2) not in seen[2].resident
    assert result.loads == 3


def test_without_room_a_prefetch_is_dropped_and_a_need_evicts_the_least_recently_used():
    needs = [[[0], [0]], [[1], [1]]]
    result, seen = decoded(scene(needs), lambda told: ([(0, 3)] if told.token == 1 else [], []))
    assert seen[3].resident == ((0, 0), (1, 0), (0, 1))
    assert result.loads == 4


def test_evictions_are_made_in_the_order_asked_for():
    needs = [[[0], [0]], [[1], [1]], [[2], [2]]]
    _, seen = decoded(scene(needs), lambda told: ([], [(0, 1), (1, 0), (0, 0)]))
    assert seen[3].resident == ((0, 0), (1, 0), (0, 1))
    assert seen[4].resident == ((0, 0), (1, 0), (1, 1))
    assert seen[5].resident == ((0, 0), (1, 1), (0, 2))  # expert (0, 1) was gone already


def test_what_the_layer_needs_is_never_evicted():
    machine = replace(MACHINE, slots=2)
    result, _ = decoded(scene([[[0, 1], [0, 1]]], machine=machine), lambda told: ([], [*told.needed]))
    assert result.loads == 4


@pytest.mark.parametrize("experts", [1, 2, 3])
def test_with_room_for_all_each_expert_is_fetched_once(experts):
    machine = replace(MACHINE, slots=8)
    needs = [[[*range(experts)]] * 2] * 50
    result, _ = decoded(scene(needs, machine=machine))
    assert result.loads == 2 * experts
    assert result.total_ms == pytest.approx(50 * 2 * (2 + experts) + 2 * experts * 5)


def test_a_loop_larger_than_the_cache_never_hits_with_least_recently_used():
    """Sequential scans are the worst case (and the best for evicting the most recently used)."""
    needs = [[[token % 2], [token % 2]] for token in range(40)]
    least, _ = decoded(scene(needs))
    most, _ = decoded(scene(needs), lambda told: ([], [*told.resident][::-1]))
    assert least.hits == 0
    assert most.hits > 40


def test_perfect_prefetch_of_the_next_layer_stalls_for_what_compute_does_not_hide():
    """Every layer needs a new expert: 5 a transfer against 3 of compute, so 2 of stall a layer."""
    machine = replace(MACHINE, layers=30, slots=4)
    needs = [[[token % 4]] * 30 for token in range(2)]

    def ahead(told):
        return [key for key in (told.coming[0] if told.coming else ()) if key not in told.resident], [
            *told.resident
        ]

    result, _ = decoded(scene(needs, machine=machine, window=1), ahead)
    assert result.total_ms == pytest.approx(2 * (2 + 5 + 1 + 29 * 5), abs=2 * 3)


def test_windows_end_with_the_token():
    machine = replace(MACHINE, layers=4)
    _, seen = decoded(scene([[[0], [1], [2], [3]]] * 2, machine=machine, window=2))
    assert [len(told.coming) for told in seen] == [2, 2, 1, 0] * 2
    assert seen[0].coming == (((1, 1),), ((2, 2),))


@settings(max_examples=60, deadline=None)
@given(data=st.data(), seed=st.integers(0, 999))
def test_agrees_with_a_second_simulator(data, seed):
    layers, experts = data.draw(st.integers(1, 3)), data.draw(st.integers(2, 5))
    most = data.draw(st.integers(1, 2))
    machine = replace(
        MACHINE,
        layers=layers,
        experts=experts,
        slots=data.draw(st.integers(most, 6)),
        load_ms=data.draw(st.sampled_from([0.25, 1.0, 3.5])),
        dense_ms=data.draw(st.sampled_from([0.5, 1.0, 2.25])),
        expert_ms=data.draw(st.sampled_from([0.25, 1.75])),
    )
    rng = random.Random(seed)
    needs = [
        [sorted(rng.sample(range(experts), rng.randint(1, most))) for _ in range(layers)] for _ in range(6)
    ]
    keys = [(layer, e) for layer in range(layers) for e in range(experts)]

    def some():
        return rng.sample(keys, rng.randint(0, len(keys)))

    plans = [(some(), some()) for _ in range(6 * layers)]
    following = iter(plans)
    result, _ = decoded(scene(needs, machine=machine), lambda told: next(following))
    total, transfers = plainly(scene(needs, machine=machine), plans)
    assert (result.total_ms, result.loads) == (pytest.approx(total), transfers)
