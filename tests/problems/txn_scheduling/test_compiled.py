from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.problems.txn_scheduling.batches import BODIES, oracle, text_of

compiled = pytest.importorskip("adrs.problems.txn_scheduling.compiled", reason="needs numba")


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    compiled.warm()


@settings(deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=8), st.data())
def test_agrees_with_the_plain_oracle(txns: list[str], data: st.DataObject) -> None:
    indices = st.integers(-len(txns), len(txns) - 1)
    order = data.draw(st.lists(indices, min_size=1, max_size=12))
    assert compiled.Workload(text_of(txns)).get_opt_seq_cost(order) == oracle(txns).get_opt_seq_cost(order)


@pytest.mark.parametrize("order", [[], [1], [-2], [0, 5]])
def test_fails_like_the_plain_oracle(order: list[int]) -> None:
    for workload in (compiled.Workload('{"t": "w-1"}'), oracle(["w-1"])):
        with pytest.raises(IndexError):
            workload.get_opt_seq_cost(order)


@pytest.mark.slow  # compiles the search
def test_search_finds_the_optimum_of_a_small_batch() -> None:
    from adrs.problems.txn_scheduling import local_search, simulator

    moves = simulator.moves_of(oracle(["* * * w-1", "w-1 * * *", "* w-1 * *"]).txns)
    span, order = local_search.search(compiled.Tables(*moves), steps=2000, seed=1)
    assert (span, order) == (4, [1, 2, 0])
