"""The machine, tick by tick, as the harness drives it: open a tick, ask the policy, close the tick.

Rules and their numbering follow the public simulator of the multi-region problem. Under strict rules five
things differ: a change of region pays the overhead; every gap is billed at the price of its own region and
tick; looking at another region, or going there unseen, costs :attr:`.job.Job.look` seconds of its price; the
guarantee rides a spot machine only while it is there, and stays where it is; and the policy is not asked once
the job is done.
"""

from __future__ import annotations

from adrs.core.errors import InvalidAnswer
from adrs.problems.cant_be_late_multi.job import (
    EPS_TASK,
    EPS_WORK,
    NAMES,
    ON_DEMAND,
    SPOT,
    STRICT,
    WAIT,
    Job,
)


class RunFailed(InvalidAnswer):
    """The run cannot go on; ``kind`` is ``trace_exhausted`` or ``bad_region``."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Simulator:
    """One run of a job under one set of rules.

    Attributes:
        tick: The tick that is open.
        region: The current region.
        last: What ran in the gap just ended.
        running: ``last``, or waiting if that was a spot machine that is gone.
        has_spot: Whether the current region has a spot machine for the coming gap.
        credited: Seconds of work credited for the gap just ended.
        done: Seconds of work credited so far.
        remaining_overhead: Seconds of overhead still to sit out.
    """

    def __init__(self, job: Job, rules: str) -> None:
        self.job = job
        self.strict = rules == STRICT
        self.tick = 0
        self.region = 0
        self.last = self.running = WAIT
        self.has_spot = False
        self.credited = self.done = self.remaining_overhead = 0.0
        self._finished = 0

    def open(self) -> bool:
        """Steps 1 to 3 of the present tick; whether the policy is to be asked.

        Raises:
            RunFailed: The current region's trace has ended.
        """
        if self._finished == (1 if self.strict else 2):
            return False
        self.has_spot = self.available(self.region)
        self.running = WAIT if self.last == SPOT and not self.has_spot else self.last
        self._credit()
        if self._finished or max(0.0, self.job.duration - self.done) <= EPS_WORK:
            self._finished += 1
        return not (self.strict and self._finished)

    def close(self, kind: str, region: int) -> None:
        """Steps 4 to 8 with the policy's request.

        Raises:
            RunFailed: There is no such region, or its trace has ended.
        """
        if not 0 <= region < len(self.job.regions):
            message = (
                f"tick {self.tick}: there is no region {region}; they are 0 to {len(self.job.regions) - 1}"
            )
            raise RunFailed("bad_region", message)
        request, region = self._guaranteed(kind, region)
        moved, self.region = region != self.region, region
        if request == SPOT and not self.available(region):
            request = WAIT
        if request != WAIT and (request != self.running or (self.strict and moved)):
            self.remaining_overhead = self.job.overhead
        self.last = request
        self.tick += 1

    def available(self, region: int) -> bool:
        """Whether ``region`` has a spot machine for the coming gap.

        Raises:
            RunFailed: Its trace has ended.
        """
        bits = self.job.regions[region].available
        if self.tick >= len(bits):
            raise RunFailed(
                "trace_exhausted", f"region {region} has no tick {self.tick}: the run took too long"
            )
        return bits[self.tick]

    def _credit(self) -> None:
        if self.last == WAIT:
            self.credited = 0.0
            return
        work = max(self.job.gap - self.remaining_overhead, 0.0)
        self.remaining_overhead -= self.job.gap - work
        if self.remaining_overhead < EPS_TASK:
            self.remaining_overhead = 0.0
        self.credited = min(work, self.job.duration - self.done)
        self.done += self.credited

    def _guaranteed(self, kind: str, region: int) -> tuple[str, int]:
        left = self.job.duration - self.done
        if left <= EPS_TASK or self.job.need(left) < self.job.budget(self.tick):
            return kind, region
        riding = (self.running if self.strict else self.last) == SPOT
        forced = SPOT if riding and self.remaining_overhead < EPS_TASK else ON_DEMAND
        return forced, self.region if self.strict else region

    @property
    def words(self) -> tuple[str, str]:
        """``last`` and ``running`` as a policy reads them."""
        return NAMES[self.last], NAMES[self.running]
