"""The bandit over arms."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from adrs.core.candidate import Arm
from adrs.core.verdict import Usage
from adrs.search.bandit import DiscountedUCB

ARMS = [Arm("toy", f"op{number}") for number in range(6)]


def play(bandit, paying, pulls, *, seed=0, chance=0.3):
    """Pull ``pulls`` times in a world where only ``paying`` pays; how often each arm was pulled."""
    rng = Random(seed)
    times = Counter()
    for _ in range(pulls):
        arm = bandit.choose(rng)
        times[arm] += 1
        bandit.reward(arm, float(arm == paying and rng.random() < chance))
    return times


def test_every_arm_is_pulled_once_before_any_twice():
    bandit, rng = DiscountedUCB(ARMS), Random(0)
    assert {bandit.choose(rng) for _ in ARMS} == set(ARMS)


def test_the_paying_arm_gets_most_pulls_and_the_others_some():
    times = play(DiscountedUCB(ARMS), ARMS[2], 1000)
    assert times[ARMS[2]] > 500
    assert min(times.values()) >= 10


def test_it_follows_when_another_arm_begins_to_pay():
    bandit = DiscountedUCB(ARMS)
    play(bandit, ARMS[2], 500)
    times = play(bandit, ARMS[4], 500, seed=1)
    assert times.most_common(1)[0][0] == ARMS[4]
    assert times[ARMS[4]] > 250
    assert bandit.mean(ARMS[4]) > bandit.mean(ARMS[2])


def test_it_never_gives_an_arm_up():
    bandit = DiscountedUCB(ARMS)
    play(bandit, ARMS[0], 5000, chance=1.0)
    assert set(play(bandit, ARMS[0], 1000, seed=1, chance=1.0)) == set(ARMS)


def test_equal_randomness_gives_equal_choices():
    assert play(DiscountedUCB(ARMS), ARMS[1], 300, seed=5) == play(DiscountedUCB(ARMS), ARMS[1], 300, seed=5)


def test_pulls_in_flight_spread_over_arms():
    bandit, rng = DiscountedUCB(ARMS, floor=0.0), Random(0)
    times = Counter(bandit.choose(rng) for _ in range(60))
    assert max(times.values()) <= 20


def test_forgiven_pulls_weigh_less():
    strict, lenient = DiscountedUCB(ARMS), DiscountedUCB(ARMS)
    for bandit in (strict, lenient):
        bandit.pull(ARMS[0])
        bandit.reward(ARMS[0], 0.5)
        bandit.pull(ARMS[0])
    lenient.forgive(ARMS[0], weight=0.75)
    assert lenient.mean(ARMS[0]) > strict.mean(ARMS[0])


@pytest.mark.parametrize("reward", [-0.1, 1.1, float("nan")])
def test_a_reward_outside_zero_to_one_is_refused(reward):
    with pytest.raises(ValueError, match="must lie in"):
        DiscountedUCB(ARMS).reward(ARMS[0], reward)


def test_an_arm_from_outside_is_ignored():
    bandit = DiscountedUCB(ARMS)
    bandit.reward(Arm("inbox", "person"), 1.0)
    bandit.forgive(Arm("inbox", "person"), weight=0.5)
    assert bandit.mean(ARMS[0]) == 0.0


def pulls_of(prices, *, pulls=3000, chance=0.3):
    """How often each of two equally good arms is pulled when they cost this much, in USD."""
    bandit, rng, times = DiscountedUCB(ARMS[:2]), Random(0), Counter()
    for _ in range(pulls):
        arm = bandit.choose(rng)
        times[arm] += 1
        bandit.spend(arm, prices[ARMS.index(arm)])
        bandit.reward(arm, float(rng.random() < chance))
    return [times[arm] for arm in ARMS[:2]]


def test_of_two_equally_good_arms_the_cheaper_is_pulled_more():
    cheap, dear = pulls_of([Usage(cost_usd=0.01), Usage(cost_usd=0.10)])
    assert cheap > 2 * dear


def test_tokens_stand_for_money_that_is_not_known():
    short, long = pulls_of([Usage(tokens=500), Usage(tokens=5000)])
    assert short > 2 * long


def test_equal_prices_change_nothing():
    price = Usage(tokens=100, cost_usd=0.02)
    free, paid = DiscountedUCB(ARMS), DiscountedUCB(ARMS)
    one, other = Random(3), Random(3)
    for _ in range(400):
        arm, same = free.choose(one), paid.choose(other)
        assert arm == same
        paid.spend(same, price)
        for bandit in (free, paid):
            bandit.reward(arm, float(arm == ARMS[1]))
