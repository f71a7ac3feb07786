"""Shares that follow what alternatives have earned."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from adrs.search.matching import Matching

SHARES = {"a": 0.5, "b": 0.3, "c": 0.2}


def shares(matching: Matching, rng: Random, n: int = 4000) -> dict[str, float]:
    drawn: Counter[str] = Counter(matching.choose(SHARES, rng) for _ in range(n))
    return {name: drawn[name] / n for name in SHARES}


def test_without_rewards_the_shares_are_those_given() -> None:
    assert shares(Matching(), Random(1)) == pytest.approx(SHARES, abs=0.03)


def test_who_earns_more_is_drawn_more_and_nobody_is_given_up() -> None:
    matching, rng = Matching(), Random(2)
    drawn: Counter[str] = Counter()
    for _ in range(2000):
        name = matching.choose(SHARES, rng)
        drawn[name] += 1
        matching.reward(name, 1.0 if name == "c" else 0.0)
    assert drawn["c"] / 2000 > 0.4
    assert min(drawn.values()) > 100


def test_a_few_pulls_hardly_move_a_share() -> None:
    matching, rng = Matching(), Random(3)
    while matching.choose(SHARES, rng) != "b":
        pass
    matching.reward("b", 0.05)
    assert 1.0 < matching.worth("b") < 2.0
    assert matching.worth("a") > 0.5


def test_an_alternative_that_was_never_drawn_is_worth_its_share() -> None:
    matching, rng = Matching(), Random(4)
    matching.reward(matching.choose({"a": 1.0}, rng), 0.5)
    assert matching.worth("new") == pytest.approx(1.0)
