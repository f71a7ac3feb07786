"""The rules of a run: a job, a tick, what it costs. The judge's simulator, written for reading.

It follows the public simulator of Wu et al. (NSDI 2024), in its order of floating-point operations.
The faster stepper beside the candidate (``stepper.py``) must agree with it; tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from adrs.core.errors import DataError

SPOT, ON_DEMAND, WAIT = "S", "O", "N"
LETTERS = frozenset((SPOT, ON_DEMAND, WAIT))

ON_DEMAND_USD_PER_HOUR = 3.06
SPOT_USD_PER_HOUR = 3.06 / (3.06 / 0.9731)
USD_PER_HOUR: Mapping[str, float] = {
    SPOT: SPOT_USD_PER_HOUR,
    ON_DEMAND: ON_DEMAND_USD_PER_HOUR,
    WAIT: 0.0,
}

NO_WORK_S = 1e-3
"""Work or overhead below this counts as none in the guarantee."""
DONE_S = 1e-8
"""Work below this counts as done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What has to be computed until when; all in seconds.

    Args:
        duration_s: Work.
        deadline_s: When it must be done.
        overhead_s: What every launch costs before work goes on.
        gap_s: Length of a tick.
    """

    duration_s: float
    deadline_s: float
    overhead_s: float
    gap_s: float

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Job:
        """The job in a workload's inputs."""
        return cls(
            duration_s=inputs["duration_s"],
            deadline_s=inputs["deadline_s"],
            overhead_s=inputs["overhead_s"],
            gap_s=inputs["gap_s"],
        )

    @classmethod
    def of_hours(cls, *, duration: float, deadline: float, overhead: float, gap_s: float) -> Job:
        """A job given in hours, as the published scenarios are.

        Raises:
            DataError: The job cannot be done in time even with on-demand machines only.
        """
        # Compared in hours: in seconds, rounding would refuse jobs without slack.
        if duration + overhead > deadline:
            raise DataError(
                f"{duration} h of work and {overhead} h of overhead exceed the {deadline} h given"
            )
        return cls(
            duration_s=duration * 3600,
            deadline_s=deadline * 3600,
            overhead_s=overhead * 3600,
            gap_s=gap_s,
        )

    @property
    def last_tick(self) -> int:
        """The last tick at which being done is on time."""
        return math.floor(self.deadline_s / self.gap_s)

    def critical(self, tick: int, left_s: float) -> bool:
        """Whether only launching on demand right now is sure to meet the deadline."""
        gap = self.gap_s
        room_s = math.floor((self.deadline_s - tick * gap) / gap) * gap
        return left_s > NO_WORK_S and math.ceil((left_s + self.overhead_s) / gap) * gap >= room_s


class Unfinished(Exception):  # noqa: N818 - an outcome of a run, named as such
    """The trace ended before the run did.

    Args:
        calls: Decisions that were made.
    """

    def __init__(self, calls: int) -> None:
        super().__init__(f"the trace ended after {calls} decisions")
        self.calls = calls


class Moment(NamedTuple):
    """What is known when a decision is asked for; a tuple, as one is made for every gap of every run.

    Args:
        tick: Number of the gap that begins.
        has_spot: Whether a spot machine is to be had for it.
        last: What ran in the gap that ended.
        running: The same, but nothing if it was spot and spot is gone.
        credited_s: Work done in the gap that ended.
        left_s: Work left.
        overhead_left_s: Overhead that the running machine still has to sit out.
    """

    tick: int
    has_spot: bool
    last: str
    running: str
    credited_s: float
    left_s: float
    overhead_left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One job on one trace, finished.

    Args:
        cost_usd: Price of all gaps until completion was seen.
        finish_tick: Tick at which completion was seen; the number of charged gaps.
        late: Whether that is after the deadline.
        executed: What ran in each charged gap, a letter each.
        uncharged: What was set at the tick of completion.
        credited_s: Work done in each charged gap.
        overridden: Gaps in which something else ran than was asked for.
    """

    cost_usd: float
    finish_tick: int
    late: bool
    executed: str
    uncharged: str
    credited_s: tuple[float, ...] = field(repr=False)
    overridden: int

    def ticks(self, letter: str) -> int:
        """Gaps in which ``letter`` ran."""
        return self.executed.count(letter)

    @property
    def launches(self) -> int:
        """How often the overhead was paid."""
        before = WAIT + self.executed
        return sum(new != WAIT and new != old for old, new in zip(before, self.executed, strict=False))


def simulate(trace: str, job: Job, decide: Callable[[Moment], str]) -> Run:
    """The run of a policy.

    Args:
        trace: ``"0"`` where spot is to be had, ``"1"`` where it is not, one character a gap.
        job: The job.
        decide: The policy: a letter for each moment. It is asked twice more after completion, as in the
            public simulator; a run in which it asks for a spot machine that is not there has it wait.

    Raises:
        DataError: The trace is shorter than the deadline.
        Unfinished: The trace ends before the run does.
    """
    if len(trace) * job.gap_s / 3600 < job.deadline_s / 3600:
        raise DataError(f"the trace has {len(trace)} gaps of {job.gap_s} s; the deadline needs more")
    current, overhead_s, total_s = WAIT, 0.0, 0.0
    executed: list[str] = []
    credited: list[float] = []
    overridden = 0
    for tick in range(len(trace)):
        has_spot = trace[tick] == "0"
        worked_s, overhead_s = _credit(current, overhead_s, job.duration_s - total_s, job.gap_s)
        credited.append(worked_s)
        total_s += worked_s
        left_s = job.duration_s - total_s
        running = WAIT if current == SPOT and not has_spot else current
        asked = decide(
            Moment(tick, has_spot, current, running, worked_s, left_s, overhead_s),
        )
        new = _guaranteed(asked, current, overhead_s, job.critical(tick, left_s))
        if new == SPOT and not has_spot:
            new = WAIT
        if max(0.0, left_s) <= DONE_S:
            return _finish(trace, job, decide, Ending(tick, new, executed, credited, overridden))
        if new not in (WAIT, running):
            overhead_s = job.overhead_s
        overridden += new != asked
        executed.append(new)
        current = new
    raise Unfinished(len(trace))


@dataclass(frozen=True, slots=True)
class Ending:
    """The state in which completion was seen."""

    tick: int
    uncharged: str
    executed: list[str]
    credited_s: list[float]
    overridden: int


def cost_of(executed: str, gap_s: float) -> float:
    """Price in USD of what ran, whole gaps, added from left to right."""
    total = 0.0
    for letter in executed:  # a plain loop: Python 3.12's sum() compensates, 3.11's does not
        total += USD_PER_HOUR[letter] * gap_s / 3600
    return total


def _credit(current: str, overhead_s: float, left_s: float, gap_s: float) -> tuple[float, float]:
    """Work done in the gap that ended, and the overhead that remains."""
    if current == WAIT:
        return 0.0, overhead_s
    worked_s = max(gap_s - overhead_s, 0)
    overhead_s -= gap_s - worked_s
    return min(worked_s, left_s), 0.0 if overhead_s < NO_WORK_S else overhead_s


def _guaranteed(asked: str, last: str, overhead_s: float, critical: bool) -> str:
    """The request after the guarantee: at the last moment a working spot machine stays, else on demand."""
    if not critical:
        return asked
    return SPOT if last == SPOT and overhead_s < NO_WORK_S else ON_DEMAND


def _finish(trace: str, job: Job, decide: Callable[[Moment], str], end: Ending) -> Run:
    """The closing call, which may fail for want of trace, and the sums."""
    after = end.tick + 1
    if after >= len(trace):
        raise Unfinished(after)
    has_spot = trace[after] == "0"
    running = WAIT if end.uncharged == SPOT and not has_spot else end.uncharged
    decide(
        Moment(
            tick=after,
            has_spot=has_spot,
            last=end.uncharged,
            running=running,
            credited_s=0.0,
            left_s=0.0,
            overhead_left_s=0.0,
        )
    )
    executed = "".join(end.executed)
    return Run(
        cost_usd=cost_of(executed, job.gap_s),
        finish_tick=end.tick,
        late=end.tick > job.last_tick,
        executed=executed,
        uncharged=end.uncharged,
        credited_s=tuple(end.credited_s[1:]),
        overridden=end.overridden,
    )
