"""The least possible cost of a run for somebody who knows the future, proven by dynamic programming.

States are the gap, what ran before it, and the work left in units of ``gcd(gap, overhead)``; the guarantee
and the deadline bind the clairvoyant too. Exact where a launch takes at most one gap, so that no overhead
is left over at the end of any gap. No policy can be cheaper, and on the mean over runs neither can its value.

``python -m adrs.problems.cant_be_late.bound [--data DIR]`` recomputes ``bounds.json``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from adrs.core.problem import Bound, BoundKind
from adrs.core.workload import Split, Workload
from adrs.problems.cant_be_late.rules import NO_WORK_S, ON_DEMAND, SPOT, USD_PER_HOUR, WAIT, Job

FILE = Path(__file__).with_name("bounds.json")

Array = np.ndarray[Any, np.dtype[np.float64]]

LIVE_RUNS = 120
"""Unknown workloads of up to this many runs are solved when asked for."""


def bound(workload: Workload) -> Bound | None:
    """The clairvoyant's mean cost; ``None`` where the states would not be exact, or are too many."""
    value = cached().get(workload.digest)
    if value is None and len(workload.inputs["traces"]) <= LIVE_RUNS:
        value = _solved(workload)
    return None if value is None else Bound(value, BoundKind.BOUND)


def clairvoyant(trace: str, job: Job, *, on_time: bool = True) -> float:
    """The least cost in USD of a run on ``trace``.

    Args:
        trace: ``"1"`` where there is no spot machine, one character a gap.
        job: Whole seconds, and an overhead of at most a gap.
        on_time: Whether the deadline must be met; the public evaluator does not ask for it.

    Raises:
        ValueError: The job is not of that kind.
    """
    *_, first = costs_to_go(trace, job, on_time=on_time)
    return float(first[WAIT][-1])


def costs_to_go(trace: str, job: Job, *, on_time: bool = True) -> Iterator[dict[str, Array]]:
    """What the rest of a run costs at least, from the last tick back to tick 0.

    Each is by what ran before the tick, and then by the work left in steps of :func:`unit_s`.

    Raises:
        ValueError: The job is not one whose states are exact.
    """
    if not exact_for(job):
        raise ValueError("the bound is exact only for whole seconds and an overhead of at most one gap")
    unit = unit_s(job)
    amounts = np.arange(int(job.duration_s) // unit + 1, dtype=np.float64) * unit
    full = int(job.gap_s) // unit
    fresh = (int(job.gap_s) - int(job.overhead_s)) // unit
    horizon = min(job.last_tick, len(trace) - 2) if on_time else len(trace) - 2
    rest = np.where(amounts > 0, np.inf, 0.0)
    after = {SPOT: rest, ON_DEMAND: rest, WAIT: rest}
    yield after
    for tick in reversed(range(horizon)):
        after = _before(after, tick, trace[tick] == "0", job, amounts, (full, fresh))
        yield after


def unit_s(job: Job) -> int:
    """The largest step in which gap, overhead and work can be counted, in seconds."""
    unit = math.gcd(int(job.gap_s), int(job.overhead_s)) or int(job.gap_s)
    return math.gcd(unit, int(job.duration_s))


def exact_for(job: Job) -> bool:
    """Whether the states describe this job exactly."""
    whole = all(float(x).is_integer() for x in (job.duration_s, job.overhead_s, job.gap_s))
    return whole and 0 <= job.overhead_s <= job.gap_s


def _before(
    after: Mapping[str, Array], tick: int, has_spot: bool, job: Job, amounts: Array, steps: tuple[int, int]
) -> dict[str, Array]:
    """Cost to go at ``tick``, by what ran before it and the work left, from that at the next tick."""
    full, fresh = steps
    price = {kind: USD_PER_HOUR[kind] * job.gap_s / 3600 for kind in USD_PER_HOUR}
    go_on = {kind: price[kind] + _shifted(after[kind], full) for kind in (SPOT, ON_DEMAND)}
    launch = {kind: price[kind] + _shifted(after[kind], fresh) for kind in (SPOT, ON_DEMAND)}
    idle = after[WAIT]
    critical = _critical(tick, job, amounts)
    result = {}
    for last in (SPOT, ON_DEMAND, WAIT):
        running = WAIT if last == SPOT and not has_spot else last
        spot = (go_on if running == SPOT else launch)[SPOT] if has_spot else idle
        on_demand = (go_on if running == ON_DEMAND else launch)[ON_DEMAND]
        free = np.minimum(np.minimum(spot, on_demand), idle)
        cost = np.where(critical, spot if last == SPOT else on_demand, free)
        cost[0] = 0.0
        result[last] = cost
    return result


def _shifted(cost: Array, steps: int) -> Array:
    """``cost`` after ``steps`` units of work."""
    if steps == 0:
        return cost
    moved = np.zeros_like(cost)
    moved[steps:] = cost[:-steps] if steps < len(cost) else 0.0
    return moved


def _critical(tick: int, job: Job, amounts: Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    gap = job.gap_s
    room_s = math.floor((job.deadline_s - tick * gap) / gap) * gap
    need_s = np.ceil((amounts + job.overhead_s) / gap) * gap
    return (amounts > NO_WORK_S) & (need_s >= room_s)


@cache
def cached() -> Mapping[str, float]:
    """Bounds by workload digest."""
    if not FILE.exists():
        return {}
    return {str(k): float(v) for k, v in json.loads(FILE.read_text(encoding="utf-8")).items()}


@cache
def _solved(workload: Workload) -> float | None:
    job = Job.of(workload.inputs)
    if not exact_for(job):
        return None
    traces = workload.inputs["traces"][: workload.inputs["scored"]]
    total = 0.0
    for trace in traces:
        total += clairvoyant(trace, job)
    return total / len(traces)


def main(arguments: Iterable[str] | None = None) -> None:
    """Write ``bounds.json``; bounds of splits whose data are not given are kept."""
    from adrs.core.errors import DataError
    from adrs.problems.cant_be_late.workloads import workloads

    parser = argparse.ArgumentParser(description="Compute the clairvoyant bounds again.")
    parser.add_argument("--data", type=Path, help="folder with spot/single_region.json")
    options = parser.parse_args(None if arguments is None else list(arguments))
    values = dict(cached())
    for split in Split:
        try:
            made = workloads(split, options.data)
        except DataError as error:
            print(error)
            continue
        for workload in made:
            if workload.digest not in values and (value := _solved(workload)) is not None:
                values[workload.digest] = value
            print(f"{workload.id:36} {values.get(workload.digest)}", flush=True)
    FILE.write_text(json.dumps(values, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
