"""Who works on which brief."""

from __future__ import annotations

from adrs.interop.mcp.leases import Leases


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_everybody_gets_a_brief_of_their_own_and_the_same_again() -> None:
    leases = Leases()
    assert leases.take("ann", [3, 1, 2]) == 1
    assert leases.take("bob", [1, 2, 3]) == 2
    assert leases.take("ann", [1, 2, 3]) == 1
    assert leases.take("eve", [1, 2]) is None


def test_an_answered_brief_is_forgotten() -> None:
    leases = Leases()
    assert leases.take("ann", [1]) == 1
    assert leases.take("ann", [2]) == 2
    assert leases.take("bob", [1, 2]) == 1


def test_a_lease_that_nobody_uses_runs_out() -> None:
    clock = Clock()
    leases = Leases(lease_s=10.0, clock=clock)
    assert leases.take("ann", [1]) == 1
    clock.now_s = 9.0
    assert leases.take("bob", [1]) is None
    assert leases.take("ann", [1]) == 1  # heard of: kept from now on
    clock.now_s = 18.0
    assert leases.take("bob", [1]) is None
    clock.now_s = 19.5
    assert leases.take("bob", [1]) == 1
