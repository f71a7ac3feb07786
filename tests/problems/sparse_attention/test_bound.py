from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adrs.core.problem import BoundKind
from adrs.problems.sparse_attention.bound import bound_of, by_chance, importance, oracle_value, proven_value
from adrs.problems.sparse_attention.judge import measure
from tests.problems.sparse_attention.scenes import call, sharper, workload

FREE, FROZEN = call(), call(frozen=True)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), power=st.floats(0.0, 60.0), frozen=st.booleans())
def test_no_draw_passes_the_proven_bound(seed: int, power: float, frozen: bool) -> None:
    scene = FROZEN if frozen else FREE
    rng = np.random.RandomState(seed)
    pi = np.where(scene.fixed, 1.0, rng.random_sample(scene.fixed.shape) ** power * scene.visible)
    assert measure(scene, pi, seed=str(seed), draws=1).value >= proven_value(scene)


def test_the_proven_bound_is_what_is_fixed_where_every_query_has_something_fixed() -> None:
    assert proven_value(FROZEN) == pytest.approx(FROZEN.fixed.sum() / FROZEN.pairs / 2)


def test_the_oracle_finds_few_keys_where_few_matter() -> None:
    assert oracle_value(sharper(call(causal=False), 8.0)) < 0.1 < oracle_value(call(causal=False))


def test_the_oracle_is_at_least_as_good_as_adding_nothing() -> None:
    nothing = measure(FROZEN, FROZEN.fixed.astype(float), seed="x").value
    assert oracle_value(FROZEN) <= nothing


def test_chance_in_proportion_expects_the_budget_and_stays_a_probability() -> None:
    scene = sharper(FREE, 4.0)
    pi = by_chance(scene, importance(scene), 100)
    assert pi.max() <= 1.0
    assert pi.sum() == pytest.approx(100, rel=0.02)


def test_importance_grows_with_the_share_and_the_distance_of_the_value() -> None:
    scene = FREE
    share = scene.exps[1, 2, 7] / scene.exps[1, 2].sum()
    apart = np.square(scene.values[0, 7].astype(float) - scene.exact[1, 2]).sum()
    size = np.square(scene.exact).sum(axis=2).mean()
    assert importance(scene)[1, 2, 7] == pytest.approx(share * np.sqrt(apart + size))


def test_a_head_that_looks_at_its_sink_alone_is_not_left_without_it() -> None:
    """There the output is the sink's value, so that no key moves it; reading nothing loses it all."""
    scene = call(causal=False, heads=2)
    queries, keys = scene.queries.copy(), scene.keys.copy()
    queries[0, :, 0], keys[0, :, 0] = 6.0, 0.0
    keys[0, 0] = (10.0, *[0.0] * 7)
    scene = replace(scene, queries=queries, keys=keys)
    share = scene.exps[0] / scene.exps[0].sum(axis=1, keepdims=True)
    assert share[:, 0].min() > 0.999
    assert importance(scene)[0, :, 0].min() > importance(scene)[1].max()


def test_a_workload_has_both_kinds() -> None:
    bound = bound_of(workload(FREE, FROZEN))
    assert bound.kind is BoundKind.BOUND
    assert bound.best_known is not None
    assert bound.value < bound.best_known
