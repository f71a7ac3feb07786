"""The judge's own account of a run: a decision log replayed on the workload's data, rule by rule.

Written without :mod:`.simulator`, so that each checks the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adrs.problems.cant_be_late_multi.job import EPS_TASK, EPS_WORK, ON_DEMAND_PRICE, STRICT, Job


class ReplayFailed(Exception):  # noqa: N818 - a candidate's doing, not an error of ours
    """The log is of no run that ends; ``kind`` says why, ``calls`` how many decisions came before."""

    def __init__(self, kind: str, calls: int, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.calls = calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Decisions by call: letters, regions, and the other regions looked at."""

    kinds: str
    regions: Sequence[int]
    looks: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of a run.

    Args:
        cost: USD, under the rules of the run.
        own_cost: USD if each gap had been billed at its own region and tick.
        finish: Tick at which completion is seen.
        late: Whether that is past the deadline.
        executed: What ran in each gap.
        places: Region of each gap.
        work: Seconds credited for each gap, the one before the first tick included.
        looked: USD paid for looking.
        starts: Times the overhead was paid.
        moves: Changes of region.
        overridden: Requests replaced by the guarantee or for want of a spot machine.
        calls: Decisions the run takes.
    """

    cost: float
    own_cost: float
    finish: int
    late: bool
    executed: str
    places: tuple[int, ...]
    work: tuple[float, ...]
    looked: float
    starts: int
    moves: int
    overridden: int
    calls: int


def replay(job: Job, rules: str, log: Log) -> Account:
    """The account of ``log`` under ``rules``.

    Raises:
        ReplayFailed: A region does not exist, a trace ends, or the log stops before the run does.
    """
    strict = rules == STRICT
    n = len(job.regions)
    executed: list[str] = []
    places: list[int] = []
    work: list[float] = []
    starts = overridden = moves = 0
    own = looked = done = rem = 0.0
    last, here, finish = "N", 0, -1
    t = 0
    while True:
        if t >= len(job.regions[here].available):
            raise ReplayFailed("trace_exhausted", t, f"region {here} has no tick {t}: the run took too long")
        lost = last == "S" and not job.regions[here].available[t]
        gain = 0.0
        if last != "N":
            whole = max(job.gap - rem, 0.0)
            rem = rem - (job.gap - whole)
            rem = 0.0 if rem < EPS_TASK else rem
            gain = min(whole, job.duration - done)
        work.append(gain)
        done += gain
        left = job.duration - done
        if finish < 0 and max(0.0, left) <= EPS_WORK:
            finish = t
            if strict:
                break
        if t >= len(log.kinds):
            raise ReplayFailed("log_ends", t, f"the log ends at tick {t}, with {left:.0f} s of work left")
        asked, there = log.kinds[t], log.regions[t]
        if not 0 <= there < n:
            raise ReplayFailed("bad_region", t, f"tick {t}: there is no region {there}")
        request = asked
        if left > EPS_TASK and job.need(left) >= job.budget(t):
            ride = last == "S" and rem < EPS_TASK and not (strict and lost)
            request = "S" if ride else "O"
            there = here if strict else there
        if request == "S":
            if t >= len(job.regions[there].available):
                raise ReplayFailed("trace_exhausted", t, f"region {there} has no tick {t}: it took too long")
            if not job.regions[there].available[t]:
                request = "N"
        running = "N" if lost else last
        if request != "N" and (request != running or (strict and there != here)):
            rem = job.overhead
            starts += finish < 0
        if finish < 0:
            seen = set(log.looks.get(t, ())) | {there}
            seen.discard(here)
            for region in sorted(seen):
                looked += job.look * job.regions[region].price(t) / 3600
            overridden += (request, there) != (asked, log.regions[t])
            moves += there != here
            executed.append(request)
            places.append(there)
            own += _price(job, request, there, t) * job.gap / 3600
        last, here = request, there
        t += 1
        if finish >= 0 and t == finish + 2:
            break
    return Account(
        cost=own + looked if strict else _published_bill(job, executed, log.regions[finish]),
        own_cost=own,
        finish=finish,
        late=finish > job.deadline_tick,
        executed="".join(executed),
        places=tuple(places),
        work=tuple(work[: finish + 1]),
        looked=looked if strict else 0.0,
        starts=starts,
        moves=moves,
        overridden=overridden,
        calls=t,
    )


def _price(job: Job, kind: str, region: int, tick: int) -> float:
    if kind == "S":
        return job.regions[region].price(tick)
    return ON_DEMAND_PRICE if kind == "O" else 0.0


def _published_bill(job: Job, executed: Sequence[str], final: int) -> float:
    """The whole run at the first price of the region that was current when completion was seen."""
    total = 0.0
    for kind in executed:
        total += _price(job, kind, final, 0) * job.gap / 3600
    return total
