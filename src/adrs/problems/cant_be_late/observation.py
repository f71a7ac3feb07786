"""What a policy sees when it is asked: what a real scheduler knows at that moment, and nothing else."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from adrs.core.errors import InvalidAnswer

SPOT, ON_DEMAND, WAIT = "spot", "on_demand", "wait"


class _Fields(NamedTuple):
    tick: int
    elapsed_s: float
    gap_s: float
    duration_s: float
    deadline_s: float
    overhead_s: float
    has_spot: bool
    last: str
    running: str
    done_s: float
    left_s: float
    overhead_left_s: float
    credited_s: float


class Observation(_Fields):
    """The state at the beginning of a gap; cannot be changed.

    Args:
        tick: Number of the gap, from 0.
        elapsed_s: Time since the start, ``tick * gap_s``.
        gap_s: Length of a gap.
        duration_s: Work the job needs.
        deadline_s: When it must be done, since the start.
        overhead_s: What each launch costs before work goes on.
        has_spot: Whether a spot machine is to be had for the gap that begins.
        last: What ran in the gap that ended: ``"spot"``, ``"on_demand"`` or ``"wait"``.
        running: The same, but ``"wait"`` if it was spot and spot is gone.
        done_s: Work done.
        left_s: Work left.
        overhead_left_s: Overhead the running machine still has to sit out.
        credited_s: Work done in the gap that ended.
    """

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise InvalidAnswer(f"a policy may not change its observation; it set {name[:40]}")

    def __delattr__(self, name: str) -> NoReturn:
        raise InvalidAnswer(f"a policy may not change its observation; it deleted {name[:40]}")
