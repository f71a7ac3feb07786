"""What a clairvoyant policy pays: a dynamic program over tick, kind, region, overhead and work.

Work is counted in units that divide gap, overhead and duration. The state is the *deficit*, whole gaps
passed less work done, which cannot exceed the slack of the deadline; that keeps the table narrow. The price
of looking is left out, so that no policy can pay less.

``python -m adrs.problems.cant_be_late_multi.bound [--data DIR]`` writes ``bounds.json`` again.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late_multi.job import ON_DEMAND_PRICE, PUBLISHED, Job

FILE = Path(__file__).with_name("bounds.json")

Floats = np.ndarray[Any, np.dtype[np.float64]]


@cache
def table() -> Mapping[str, float]:
    """Lower bounds by the workload's digest, in USD."""
    content: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return content


def bound_of(workload: Workload) -> Bound | None:
    """The clairvoyant cost of a workload; ``None`` when it is none of ours."""
    value = table().get(workload.digest)
    return None if value is None else Bound(value, BoundKind.BOUND)


def clairvoyant(job: Job, rules: str) -> float:
    """Least cost in USD of any run that is in time; infinite if none is.

    Raises:
        ValueError: The times are not whole seconds.
    """
    return _Program(job, rules).solve()


class _Program:
    """The dynamic program; ``phase`` counts the gaps since the last start, up to the first whole one."""

    def __init__(self, job: Job, rules: str) -> None:
        times = [job.gap, job.overhead, job.duration]
        if any(time != int(time) for time in times):
            raise ValueError(f"gap, overhead and duration must be whole seconds: {times}")
        unit = math.gcd(*(int(time) for time in times))
        self.gap, overhead, self.work = (int(time) // unit for time in times)
        self.ticks = job.deadline_tick
        self.slack = self.gap * self.ticks - self.work
        self.phases = -(-overhead // self.gap)
        credits = [max(self.gap - max(overhead - k * self.gap, 0), 0) for k in range(self.phases)]
        self.lost = [self.gap - credit for credit in credits] + [0]
        self.hours = job.gap / 3600
        self.critical = self.slack - self.gap - overhead + 1  # from this deficit on, ``need >= budget``
        self.rides_lost = rules == PUBLISHED  # there the guarantee asks for a spot machine that has just gone
        if rules == PUBLISHED:
            self.available, self.alive, self.prices = _pooled(job, self.ticks)
        else:
            self.available = np.array([_bits(r.available, self.ticks) for r in job.regions])
            self.alive = self.available
            self.prices = np.array([[r.price(t) for t in range(self.ticks)] for r in job.regions])

    def solve(self) -> float:
        """The least cost of a run that is in time."""
        if self.slack < 0:
            return math.inf
        shape = (self.phases + 1, self.slack + 1)
        spot = np.full((len(self.available), *shape), math.inf)
        demand, wait = np.full(shape, math.inf), np.full(shape[1], math.inf)
        wait[0], best = 0.0, math.inf
        for t in range(self.ticks):
            fresh = _least(wait, demand, spot)
            free = self._unless_critical(fresh)
            gone = spot[:, -1].min(0) if self.rides_lost and not self.alive[:, t].any() else None
            new_spot = np.full_like(spot, math.inf)
            for r in np.flatnonzero(self.available[:, t]):
                old = spot[r].copy() if self.alive[r, t] else np.full(shape, math.inf)
                old[:-1] = self._unless_critical(old[:-1])
                start = free if gone is None else np.minimum(free, gone)
                new_spot[r] = self._run(old, start, self.prices[r, t] * self.hours)
            demand = self._run(demand, fresh, ON_DEMAND_PRICE * self.hours)
            wait = _shifted(free, self.gap)
            spot = new_spot
            over = (t + 1) * self.gap - self.work  # a deficit up to this means that all work is done
            if over >= 0:
                best = min(best, float(_least(wait, demand, spot)[: over + 1].min()))
        return best

    def _unless_critical(self, values: Floats) -> Floats:
        """``values`` without the deficits at which the guarantee asks for an on-demand machine."""
        result = values.copy()
        result[..., max(self.critical, 0) :] = math.inf
        return result

    def _run(self, old: Floats, fresh: Floats, price: float) -> Floats:
        """One gap on a machine that went on (``old``, by phase) or was started (``fresh``)."""
        new = np.full_like(old, math.inf)
        for phase, lost in enumerate(self.lost):
            target = min(phase + 1, self.phases)
            new[target] = np.minimum(new[target], _shifted(old[phase], lost))
        first = min(1, self.phases)
        new[first] = np.minimum(new[first], _shifted(fresh, self.lost[0]))
        return new + price


def _least(wait: Floats, demand: Floats, spot: Floats) -> Floats:
    """Least cost at each deficit, whatever ran last."""
    least: Floats = np.minimum(np.minimum(wait, demand.min(0)), spot.min((0, 1)))
    return least


def _shifted(values: Floats, by: int) -> Floats:
    """``values`` at deficits larger by ``by``."""
    if by == 0:
        return values
    result = np.full_like(values, math.inf)
    result[by:] = values[: max(len(values) - by, 0)]
    return result


def _bits(bits: tuple[bool, ...], ticks: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    row = np.zeros(ticks, dtype=np.bool_)
    row[: len(bits)] = bits[:ticks]
    return row


def _pooled(job: Job, ticks: int) -> tuple[Any, Any, Any]:
    """All regions as one, which free hops make of them, at the cheapest first price."""
    rows = np.array([_bits(region.available, ticks) for region in job.regions])
    alive = np.zeros((1, ticks), dtype=np.bool_)
    alive[0, 1:] = (rows[:, 1:] & rows[:, :-1]).any(0)
    price = min(region.price(0) for region in job.regions)
    return rows.any(axis=0, keepdims=True), alive, np.full((1, ticks), price)


def main() -> None:
    """Compute the bounds that are missing; with ``--data`` those of the leaderboard too."""
    from adrs.problems.cant_be_late_multi.problem import create

    parser = argparse.ArgumentParser(description="Write bounds.json again.")
    parser.add_argument("--data", type=Path, help="folder with spot/multi_region.json")
    data = parser.parse_args().data
    problem, known, kept = create(data), dict(table()), {}
    for split in Split:
        if split is Split.LEADERBOARD and data is None:
            kept.update({digest: value for digest, value in known.items() if digest not in kept})
            continue
        for workload in problem.workloads(split):
            job = Job.of(workload.inputs)
            value = known.get(workload.digest) or clairvoyant(job, job.rules[0])
            kept[workload.digest] = value
            print(f"{workload.id:44} {value:.4f}", flush=True)
    FILE.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
