import pytest

from adrs.core.errors import InvalidAnswer
from adrs.core.replay import check_alike, replay


def adds(steps):
    total = 0
    for step in range(steps):
        total += yield (step, total)
    return total


def test_a_simulator_is_driven_to_its_end():
    assert replay(adds(3), lambda told: told[0] + 1) == (6, [((0, 0), 1), ((1, 1), 2), ((2, 3), 3)])


def test_a_simulator_without_decisions_has_a_result_too():
    assert replay(adds(0), lambda told: 1) == (0, [])


def test_what_the_decider_stops_with_is_not_mistaken_for_the_end():
    decisions = iter([1])
    with pytest.raises(StopIteration):
        replay(adds(3), lambda told: next(decisions))


def test_equal_decisions_or_unequal_pasts_are_fine():
    check_alike([("a", 1), ("b", 2)], [("a", 1), ("b", 2), ("c", 3)])
    check_alike([("a", 1), ("b", 2), ("d", 4)], [("a", 1), ("c", 3), ("d", 5)])
    check_alike([], [("a", 1)])


def test_unequal_decisions_after_equal_pasts_are_refused():
    with pytest.raises(InvalidAnswer, match=r"decision 1 .* everything seen until then was the same"):
        check_alike([("a", 1), ("b", 2)], [("a", 1), ("b", 3)])
