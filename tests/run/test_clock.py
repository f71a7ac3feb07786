"""A date that is set does not move a run's clock."""

from __future__ import annotations

from adrs.run.clock import steady_clock


class Machine:
    """Date and uptime."""

    def __init__(self) -> None:
        self.date_s, self.uptime_s = 1_800_000_000.0, 500.0

    def passes(self, seconds: float) -> None:
        self.date_s += seconds
        self.uptime_s += seconds


def test_it_begins_at_the_date_and_goes_with_the_uptime() -> None:
    machine = Machine()
    clock = steady_clock(date=lambda: machine.date_s, steady=lambda: machine.uptime_s)
    assert clock() == 1_800_000_000.0
    machine.passes(10.0)
    assert clock() == 1_800_000_010.0
    machine.date_s += 3 * 3600
    assert clock() == 1_800_000_010.0
    machine.date_s -= 30 * 3600
    machine.passes(1.0)
    assert clock() == 1_800_000_011.0
