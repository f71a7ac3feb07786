from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adrs.core.workload import Split
from adrs.problems.telemetry_repair.damage import Damage
from adrs.problems.telemetry_repair.families import MIXED, PLANS, WIDER, Before
from adrs.problems.telemetry_repair.networks import Network

SNAPSHOT = Network().draw(Random(2))


def test_the_gate_of_train_has_single_and_correlated_damage() -> None:
    assert [family.name for family in PLANS[Split.TRAIN][:3]] == ["mixed", "scaled", "correlated_scaled"]


def test_test_shifts_what_train_holds() -> None:
    known = {(family.network, family.damage, family.before) for family in PLANS[Split.TRAIN]}
    assert (Network(), Damage(), None) in known
    assert not known & {(f.network, f.damage, f.before) for f in PLANS[Split.TEST]}
    assert MIXED.damage == Damage()


@given(seed=st.integers(0, 2**32), name=st.sampled_from(sorted(WIDER)))
def test_wider_damage_leaves_the_truth(seed: int, name: str) -> None:
    changed = WIDER[name].apply(SNAPSHOT, Random(seed))
    for interface, before in zip(changed.values(), SNAPSHOT.values(), strict=True):
        assert (interface.true_rx, interface.true_tx) == (before.true_rx, before.true_tx)
        assert interface.rx in (before.rx, 0.0) or WIDER[name].factor[0] > 0


@pytest.mark.parametrize("routers", [True, False])
def test_wider_damage_has_its_extent(routers: bool) -> None:
    before = Before(share=0.3, routers=routers)
    counters = struck = 0
    for seed in range(300):
        changed = before.apply(SNAPSHOT, Random(seed)).values()
        struck += sum((i.rx == 0.0) + (i.tx == 0.0) for i in changed)
        counters += 2 * len(SNAPSHOT)
        if routers:
            assert len({(i.local, i.rx == 0.0) for i in changed}) == len({i.local for i in changed})
    assert struck / counters == pytest.approx(0.8 * 0.3, abs=0.03)
