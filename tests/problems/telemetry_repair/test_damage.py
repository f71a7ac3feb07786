from __future__ import annotations

import random
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.telemetry_repair.damage import BUGS, Damage
from adrs.problems.telemetry_repair.networks import Network
from adrs.problems.telemetry_repair.workloads import read

SNAPSHOT = Network().draw(Random(1))


def test_every_golden_snapshot_is_damaged_as_published(golden: dict[str, Any], data: Path) -> None:
    rows = read(data)
    assert list(rows[0]) == golden["interfaces"]
    for case in (case for case in golden["cases"] if case["kind"] == "perturb"):
        rng, damaged = replayed(case, rows)
        expect = case["expect"]
        assert damaged.bug == expect["bug_type"], case["name"]
        assert [list(rates) for rates in damaged.reported.values()] == expect["perturbed"], case["name"]
        assert list(damaged.routers) == expect["routers_hit"], case["name"]
        assert rng.random() == expect["next_random"], case["name"]


def replayed(case: dict[str, Any], rows: list[Any]) -> Any:
    if "seed" in case:
        rng = Random(case["seed"])
        return rng, Damage().apply(rows[case["row"]], rng)
    rng = Random(42)
    sample = rng.sample(range(len(rows)), 30)
    for row in sample[: case["sequence_index"]]:
        Damage().apply(rows[row], rng)
    return rng, Damage().apply(rows[sample[case["sequence_index"]]], rng)


@given(seed=st.integers(0, 2**32), bug=st.sampled_from(BUGS))
def test_what_was_not_struck_is_within_the_noise(seed: int, bug: str) -> None:
    damaged = Damage(bugs=(bug,)).apply(SNAPSHOT, Random(seed))
    for name, interface in SNAPSHOT.items():
        for rate, read_rate, hit in zip(
            (interface.rx, interface.tx), damaged.reported[name], damaged.struck[name], strict=True
        ):
            factor = read_rate / rate
            if not hit:
                assert 0.98 <= factor <= 1.02
            elif bug.endswith("dropped"):
                assert factor == 0.0
            else:
                assert 0.5 * 0.98 <= factor <= 0.8 * 1.02 or 1.2 * 0.98 <= factor <= 1.5 * 1.02


@given(seed=st.integers(0, 2**32))
def test_correlated_damage_strikes_whole_routers(seed: int) -> None:
    damaged = Damage(bugs=("correlated_scaled",)).apply(SNAPSHOT, Random(seed))
    for name, interface in SNAPSHOT.items():
        assert damaged.struck[name] == (interface.local in damaged.routers,) * 2


def test_lone_damage_may_strike_one_counter_of_two() -> None:
    damage = Damage(bugs=("scaled",), lone=True, strike=0.5)
    struck = set(damage.apply(SNAPSHOT, Random(3)).struck.values())
    assert struck >= {(True, False), (False, True)}


@pytest.mark.parametrize("bug", BUGS)
def test_the_shared_generator_is_neither_read_nor_moved(bug: str) -> None:
    random.seed(5)
    before = random.getstate()
    first = Damage(bugs=(bug,)).apply(SNAPSHOT, Random(9))
    assert random.getstate() == before
    random.seed(6)
    assert Damage(bugs=(bug,)).apply(SNAPSHOT, Random(9)) == first
