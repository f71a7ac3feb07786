"""Which decisions cost most, seen with the whole trace: what a proposer should think about.

The regret of a decision is what the run costs at least from the next gap on, and the gap itself, less what it
costs at least from here on: by how much this one step made the best possible end dearer. It is 0 for a
decision that the clairvoyant of ``bound.py`` could have made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adrs.core.workload import Workload
from adrs.problems.cant_be_late.bound import Array, costs_to_go, exact_for, unit_s
from adrs.problems.cant_be_late.judge import judge
from adrs.problems.cant_be_late.rules import ON_DEMAND, SPOT, USD_PER_HOUR, WAIT, Job, Moment, simulate

RUNS = 4
"""Runs of a workload that are looked into."""
MOST = 4
_LEAST_USD = 0.01
_WORDS = {SPOT: "spot", ON_DEMAND: "on_demand", WAIT: "wait"}


def regrets(workload: Workload, answer: Any) -> Sequence[tuple[float, str]]:
    """``(USD lost, sentence)`` of the decisions with most regret, the largest first.

    Only the first runs are looked into; nothing is said where the states are not exact.

    Raises:
        InvalidAnswer: The answer is not a valid one.
    """
    judge(workload, answer)
    job = Job.of(workload.inputs)
    if not exact_for(job):
        return ()
    found: list[tuple[float, str]] = []
    for number, (trace, log) in enumerate(zip(workload.inputs["traces"][:RUNS], answer, strict=False)):
        found += [(loss, f"run {number}, {text}") for loss, text in _of_run(trace, job, log)]
    found.sort(key=lambda item: -item[0])
    return found[:MOST]


def _of_run(trace: str, job: Job, log: str) -> list[tuple[float, str]]:
    moments: list[Moment] = []

    def decide(moment: Moment) -> str:
        moments.append(moment)
        return log[moment.tick] if moment.tick < len(log) else WAIT

    run = simulate(trace, job, decide)
    tables = [*costs_to_go(trace, job)][::-1]
    found = []
    for tick, (did, here, then) in enumerate(zip(run.executed, moments, moments[1:], strict=False)):
        if tick + 1 >= len(tables):
            break
        price = USD_PER_HOUR[did] * job.gap_s / 3600
        loss = price + _least(tables[tick + 1], then, job) - _least(tables[tick], here, job)
        if loss >= _LEAST_USD:
            found.append((loss, _sentence(here, did, loss, job)))
    return found


def _least(table: dict[str, Array], moment: Moment, job: Job) -> float:
    return float(table[moment.last][round(max(0.0, moment.left_s) / unit_s(job))])


def _sentence(moment: Moment, did: str, loss: float, job: Job) -> str:
    left_h = max(0.0, moment.left_s) / 3600
    time_h = (job.deadline_s - moment.tick * job.gap_s) / 3600
    spot = "available" if moment.has_spot else "not available"
    return (
        f"tick {moment.tick} (spot {spot}, {_WORDS[moment.running]} running, {left_h:.1f} h of work left, "
        f"{time_h:.1f} h to the deadline): {_WORDS[did]} cost {loss:.2f} USD in hindsight"
    )
