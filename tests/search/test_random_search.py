"""Random search knows no better and worse."""

from __future__ import annotations

from collections import Counter

from adrs.core.candidate import Arm
from adrs.search.random_search import RandomSearch
from adrs.testing.trials import make_trial

ARMS = (Arm("llm", "edit"), Arm("genetic", "statement"))


def test_parents_are_uniform_over_scores():
    strategy = RandomSearch(ARMS, seed=0)
    for number in range(4):
        strategy.tell(make_trial(f"s{number}", [10.0**number]))
    times = Counter(strategy.ask().parent.candidate.id for _ in range(800))
    assert len(times) == 4
    assert max(times.values()) < 250
    assert min(times.values()) > 150
