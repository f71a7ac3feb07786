"""Damaged answers."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adrs.audit.mutated import mutated
from adrs.core import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLAIN, st.integers(0, 10**6))
def test_every_plain_value_can_be_damaged_and_stays_as_it_was(value: Any, seed: int) -> None:
    before = copy.deepcopy(value)
    mutated(value, Random(seed))
    assert repr(value) == repr(before)


def test_equal_seeds_damage_alike() -> None:
    answer = [[0, [1, 2, 3]], [1, [4, 5]]]
    assert repr(mutated(answer, Random(7))) == repr(mutated(answer, Random(7)))


def test_an_order_is_damaged_in_many_ways() -> None:
    found = {repr(mutated({"order": [0, 1, 2, 3]}, Random(seed))) for seed in range(300)}
    assert len(found) > 100


@pytest.mark.parametrize("array", [np.zeros(4), np.arange(6).reshape(2, 3), np.zeros(0), np.array(1.0)])
def test_arrays_are_damaged_too(array: np.ndarray[Any, Any]) -> None:
    for seed in range(100):
        damaged = mutated({"x": array}, Random(seed))
        try:
            wire.encode(damaged)
        except wire.WireError:
            continue
