"""A line of descent among itself."""

from __future__ import annotations

from random import Random

from adrs.search.island import Island
from adrs.testing.trials import make_trial


def test_members_compete_with_each_other_only() -> None:
    island = Island(make_trial("s0", [0.1]), size=2)
    island.add(make_trial("c1", [0.2]))
    island.add(make_trial("c2", [0.3]))
    assert "s0" not in island
    assert {"c1", "c2"} == {island.sample(Random(seed)).candidate.id for seed in range(30)}


def test_the_best_of_an_island_is_as_likely_as_all_others_together() -> None:
    island = Island(make_trial("s0", [0.1]))
    for number in range(5):
        island.add(make_trial(f"c{number}", [0.2 + number / 10]))
    rng = Random(0)
    drawn = [island.sample(rng).candidate.id for _ in range(2000)]
    assert 900 < drawn.count("c4") < 1100
