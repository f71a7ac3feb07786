import itertools

from hypothesis import given
from hypothesis import strategies as st

from adrs.problems.prism.packing import pack

NUMBERS = st.integers(0, 20) | st.floats(0.25, 20.0)


def packs_by_trying_everything(weights, bins, capacity):
    """The plain truth: every assignment, pruned only by capacity."""
    loads = [0.0] * bins

    def place(i):
        if i == len(weights):
            return True
        for g in range(bins):
            if loads[g] + weights[i] <= capacity:
                loads[g] += weights[i]
                if place(i + 1):
                    return True
                loads[g] -= weights[i]
            if loads[g] == 0:
                break  # the other empty bins are alike
        return False

    return place(0)


@given(weights=st.lists(NUMBERS, max_size=8), bins=st.integers(1, 4), capacity=st.integers(5, 40))
def test_finds_a_packing_exactly_when_there_is_one(weights, bins, capacity):
    heaviest_first = sorted(weights, reverse=True)
    packed = pack(weights, bins, capacity)
    assert (packed is not None) == packs_by_trying_everything(heaviest_first, bins, capacity)


@given(weights=st.lists(NUMBERS, max_size=14), bins=st.integers(1, 5), capacity=st.integers(10, 60))
def test_a_packing_holds_every_item_once_and_keeps_the_capacity(weights, bins, capacity):
    packed = pack(weights, bins, capacity)
    if packed is None:
        return
    assert len(packed) == bins
    assert sorted(itertools.chain(*packed)) == list(range(len(weights)))
    assert all(sum(weights[i] for i in items) <= capacity + 1e-9 for items in packed)


def test_packs_bins_that_are_full_up_to_rounding():
    # The last bin is full but for rounding; pruning by exact comparison would lose it.
    weights = [0.1] * 3 + [0.2] * 3 + [0.3]
    assert pack(weights, 2, 0.6000000000000001) is not None


def test_refutes_a_packing_that_only_lacks_the_right_pairs():
    assert pack([6, 6, 6, 4, 4, 4], 3, 10) is not None
    assert pack([6, 6, 6, 5, 4, 3], 3, 10) is None
