from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.txn_scheduling.assignment import assignment_cost


@st.composite
def matrices(draw: st.DrawFn) -> list[list[int]]:
    n = draw(st.integers(1, 5))
    entries = st.integers(-9, 9)
    return draw(st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n))


@given(matrices())
def test_is_the_least_over_all_permutations(cost: list[list[int]]) -> None:
    n = len(cost)
    assert assignment_cost(cost) == min(sum(cost[i][p[i]] for i in range(n)) for p in permutations(range(n)))
