"""Every strategy keeps the contract."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from adrs.core.candidate import Arm
from adrs.core.errors import UsageError
from adrs.core.seams import Strategy
from adrs.search import STRATEGIES, create
from adrs.testing.strategy import ARMS, StrategyContract


class TestAdaptive(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return create("adaptive", arms, seed)


class TestBestOfN(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return create("best_of_n", arms, seed)


class TestLevi(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return create("levi", arms, seed)


class TestOpenEvolve(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return create("openevolve", arms, seed)


class TestRandomSearch(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return create("random", arms, seed)


class TestShinka(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return create("shinka", arms, seed)


class TestTopK(StrategyContract):
    def make(self, arms: Sequence[Arm], *, seed: int) -> Strategy:
        return create("top_k", arms, seed)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UsageError, match="no strategy 'nobody'; there are adaptive, best_of_n, "):
        create("nobody", ARMS, 0)


@pytest.mark.parametrize("name", sorted(STRATEGIES))
def test_no_arm_or_one_arm_twice_is_refused(name):
    with pytest.raises(UsageError, match="at least one arm"):
        create(name, (), 0)
    with pytest.raises(UsageError, match="an arm is named twice"):
        create(name, (ARMS[0], ARMS[0]), 0)
