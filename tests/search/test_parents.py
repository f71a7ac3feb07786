"""Where a brief may start from."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from adrs.search.parents import CLIMB, EXPLORE, Parents
from adrs.testing.trials import make_trial


def parents(**off: bool) -> Parents:
    made = Parents(seed=1, capacity=16, **{"front": True, "cells": True, "learned": True, **off})
    made.add(make_trial("best", [0.9, 0.5, 0.9]))
    made.add(make_trial("special", [0.1, 0.6, 0.1]))
    made.add(make_trial("plain", [0.2, 0.2, 0.3]))
    return made


def drawn(made: Parents, shares: dict[str, float], n: int = 2000) -> tuple[Counter[str], Counter[str]]:
    rng = Random(5)
    found = [made.draw(shares, rng) for _ in range(n)]
    return Counter(policy for policy, _ in found), Counter(trial.candidate.id for _, trial in found)


def test_shares_add_up_to_one() -> None:
    for shares in (CLIMB, EXPLORE):
        assert sum(shares.values()) == pytest.approx(1.0)


def test_each_policy_has_its_share_and_draws_from_its_own_source() -> None:
    policies, trials = drawn(parents(), dict(EXPLORE))
    assert policies["best"] / 2000 == pytest.approx(0.2, abs=0.03)
    assert trials["plain"] > 50  # dominated: neither best nor on the front
    assert trials["special"] > trials["plain"]


def test_a_source_that_is_left_out_is_never_drawn() -> None:
    policies, trials = drawn(parents(front=False, cells=False), {"best": 0.2, "front": 0.4, "cells": 0.4})
    assert set(policies) == {"best"}
    assert set(trials) == {"best"}


def test_a_policy_that_pays_is_drawn_more_often() -> None:
    made, rng = parents(), Random(2)
    for _ in range(300):
        policy, _ = made.draw(CLIMB, rng)
        made.reward(policy, 1.0 if policy == "any" else 0.0)
    policies, _ = drawn(made, dict(CLIMB), 200)
    assert policies["any"] / 200 > 0.25


def test_anyone_but_the_best() -> None:
    made = parents()
    assert {made.anyone(Random(seed)).candidate.id for seed in range(40)} == {"special", "plain"}


def test_nothing_to_draw_is_an_error() -> None:
    empty = Parents(seed=1, capacity=4, front=True, cells=True, learned=False)
    with pytest.raises(ValueError, match="no valid trial"):
        empty.draw(CLIMB, Random(0))
    assert empty.anyone(Random(0)) is None
