"""The simulator against figures by hand, closed forms, and a second simulator."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.problems.spec_control.scene import Profile
from tests.problems.spec_control.scenes import PLAIN, plainly, scene, served


def constant(k):
    return lambda told: [k] * len(told.requests)


def test_one_request_by_hand_without_speculation():
    """Prompt 100: 10 + 100 x 0.1; then tokens 2 and 3 at contexts of 101 and 102."""
    result, _ = served(scene(["111"]), constant(0))
    assert result.latencies_ms == pytest.approx([20.0 + (10.1 + 0.101) + (10.1 + 0.102)])
    assert result.iterations == 3
    assert result.log == "00"


def test_one_request_by_hand_with_speculation():
    """After the prompt, two drafts are accepted and one comes free; then one draft is refused."""
    result, seen = served(scene(["111101"]), constant(2))
    first = 10 + 0.1 * 3 + 0.101 + 0.5 + 2 * 1.0 + 2 * 0.01
    second = 10 + 0.1 * 3 + 0.104 + 0.5 + 2 * 1.0 + 2 * 0.01
    assert result.latencies_ms == pytest.approx([20.0 + first + second + (second + 0.001)])
    assert [told.requests[0].generated for told in seen] == [1, 4, 5]
    assert (seen[-1].requests[0].drafted, seen[-1].requests[0].accepted) == (4, 2)
    assert seen[-1].requests[0].tested == 3
    assert (seen[-1].requests[0].last_drafted, seen[-1].requests[0].last_accepted) == (2, 0)


@pytest.mark.parametrize("k", [0, 1, 3, 8])
def test_without_acceptance_every_token_takes_an_iteration(k):
    result, _ = served(scene(["0" * 41]), constant(k))
    assert result.iterations == 41
    assert result.accepted == 0
    assert result.drafted == 40 * k


@pytest.mark.parametrize(("k", "decoding"), [(0, 40), (1, 20), (3, 10), (4, 8), (7, 5)])
def test_with_full_acceptance_an_iteration_yields_one_more_than_its_length(k, decoding):
    result, _ = served(scene(["1" * 41]), constant(k))
    assert result.iterations == 1 + decoding


@pytest.mark.parametrize(("rate", "k"), [(0.5, 2), (0.7, 4), (0.9, 8)])
def test_geometric_acceptance_yields_what_the_literature_says(rate, k):
    """Leviathan et al. 2023, equation 1: (1 - a^(k+1)) / (1 - a) tokens an iteration."""
    rng = random.Random(1)
    bits = "".join("1" if rng.random() < rate else "0" for _ in range(60_000))
    result, _ = served(scene([bits]), constant(k))
    expected = (1 - rate ** (k + 1)) / (1 - rate)
    assert 60_000 / result.iterations == pytest.approx(expected, rel=0.02)


def test_a_single_place_is_a_queue_with_poisson_arrivals_and_constant_service():
    """M/D/1: mean wait rho S / (2 (1 - rho)), Pollaczek-Khinchine."""
    machine = Profile(10.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    service, load, count = 10.0 * 5, 0.7, 20_000
    arrivals = np.cumsum(np.random.RandomState(3).exponential(service / load, count)).tolist()
    made = scene(["0" * 5] * count, arrivals=arrivals, prompts=[1] * count, max_batch=1, profile=machine)
    result, _ = served(made, constant(0))
    wait = np.mean(result.latencies_ms) - service
    assert wait == pytest.approx(load * service / (2 * (1 - load)), rel=0.06)


def test_in_a_steady_state_iterations_are_as_long_as_their_own_arrivals_make_them():
    """With B requests T = base + token B; B = rate x tokens x T, so T = base / (1 - rate tokens token)."""
    machine = Profile(10.0, 0.1, 0.0, 0.0, 0.0, 0.0)
    tokens, rate_per_ms, count = 100, 0.06, 4000
    arrivals = np.cumsum(np.random.RandomState(4).exponential(1 / rate_per_ms, count)).tolist()
    made = scene(
        ["0" * tokens] * count, arrivals=arrivals, prompts=[1] * count, max_batch=10**6, profile=machine
    )
    result, _ = served(made, constant(0))
    step = 10.0 / (1 - rate_per_ms * tokens * 0.1)
    # An arrival waits for half an iteration, on average.
    assert np.mean(result.latencies_ms[500:-500]) == pytest.approx((tokens + 0.5) * step, rel=0.04)


def test_requests_join_in_order_when_there_is_a_place():
    _, seen = served(scene(["00000", "00", "000"], max_batch=2), constant(0))
    assert [[r.id for r in told.requests] for told in seen] == [[0, 1], [0], [0, 2], [0, 2]]
    assert [told.queue_length for told in seen] == [1, 0, 0, 0]
    assert [told.joining for told in seen] == [0, 1, 0, 0]


def test_long_prompts_are_spread_over_iterations():
    made = scene(["0" * 9, "00", "00"], prompts=[1500, 1500, 1500])
    _, seen = served(made, constant(0))
    assert [told.prefill_tokens for told in seen][:3] == [1500, 1500, 0]


def test_policies_are_told_the_context_and_the_latest_iteration():
    _, seen = served(scene(["0000", "0000"]), constant(0))
    assert [told.context_tokens for told in seen] == [202, 204, 206]
    assert seen[0].last_step_ms == pytest.approx(30.0)
    assert seen[1].last_step_ms == pytest.approx(10 + 0.2 + 0.202)
    assert seen[1].now_ms == pytest.approx(seen[0].now_ms + seen[1].last_step_ms)
    assert seen[0].requests[0].age_ms == seen[0].now_ms


def test_an_empty_machine_waits_for_the_next_arrival():
    result, _ = served(scene(["0", "0"], arrivals=[5.0, 1000.0]), constant(0))
    assert result.latencies_ms == pytest.approx([20.0, 20.0])
    assert result.busy_ms == pytest.approx(40.0)


@settings(max_examples=60, deadline=None)
@given(
    requests=st.lists(
        st.tuples(st.floats(0, 300), st.integers(1, 1500), st.text("01", min_size=1, max_size=25)),
        min_size=1,
        max_size=8,
    ),
    max_batch=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_agrees_with_a_second_simulator(requests, max_batch, seed):
    requests = sorted(requests)
    made = scene(
        [r[2] for r in requests],
        arrivals=[r[0] for r in requests],
        prompts=[r[1] for r in requests],
        max_batch=max_batch,
        profile=PLAIN,
    )

    def choose(request, iteration):
        return random.Random(f"{seed} {request} {iteration}").randint(0, 8)

    result, _ = served(made, lambda told: [choose(r.id, told.iteration) for r in told.requests])
    assert result.latencies_ms == pytest.approx(plainly(made, choose))
