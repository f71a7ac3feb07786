"""Replays the decisions on the judge's own traces, and adds up what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Score
from adrs.core.workload import Workload
from adrs.problems.cant_be_late.rules import (
    LETTERS,
    ON_DEMAND,
    SPOT,
    WAIT,
    Job,
    Moment,
    Run,
    Unfinished,
    simulate,
)


def judge(workload: Workload, answer: Any, *, strict: bool = True) -> Score:
    """Score of the decisions of each run, e.g. ``["SSNO...", ...]``; the value is the mean cost in USD.

    Args:
        workload: The job and its traces.
        answer: The decisions, untrusted.
        strict: Whether a late run is refused, and so is asking for a spot machine that is not there. The
            public evaluator lets both pass; a late run then counts with its cost, and is reported.

    Raises:
        InvalidAnswer: A log does not fit its run, a run is late, or the same past was decided differently.
    """
    job, traces = Job.of(workload.inputs), workload.inputs["traces"]
    logs = _logs(answer, len(traces))
    runs = [
        replay(trace, job, log, number=number, strict=strict)
        for number, (trace, log) in enumerate(zip(traces, logs, strict=True))
    ]
    check_alike(traces, logs)
    return _score(job, runs[: workload.inputs["scored"]])


def replay(trace: str, job: Job, log: str, *, number: int = 0, strict: bool = True) -> Run:
    """The run that the decisions ``log`` lead to.

    Raises:
        InvalidAnswer: The log is too short or too long or, if ``strict``, it asks for what is not there or
            ends late.
    """

    def decide(moment: Moment) -> str:
        if moment.left_s <= 1e-8:  # asked after completion: nothing can be decided any more
            return WAIT
        if moment.tick >= len(log):
            raise InvalidAnswer(
                f"run {number}: the decisions end at tick {moment.tick}, before the work does"
            )
        if strict and log[moment.tick] == SPOT and not moment.has_spot:
            raise InvalidAnswer(f"run {number}, tick {moment.tick}: 'spot' was asked for where there is none")
        return log[moment.tick]

    try:
        run = simulate(trace, job, decide)
    except Unfinished:
        raise InvalidAnswer(
            f"run {number}: the work was never finished; a tiny rest was left to wait"
        ) from None
    if len(log) != run.finish_tick:
        raise InvalidAnswer(f"run {number}: {len(log)} decisions for a run of {run.finish_tick} gaps")
    if strict and run.late:
        raise InvalidAnswer(_late(run, job, number))
    return run


def check_alike(traces: Sequence[str], logs: Sequence[str]) -> None:
    """Refuse decisions that differ while what had been seen was the same.

    Sorted traces suffice: what any two have in common, their neighbours in between have in common too.

    Raises:
        InvalidAnswer: Two runs with the same past were decided differently.
    """
    ranked = sorted(range(len(traces)), key=lambda i: traces[i])
    for i, j in pairwise(ranked):
        seen = _common(traces[i], traces[j])
        same = _common(logs[i], logs[j])
        if same < min(seen, len(logs[i]), len(logs[j])):
            raise InvalidAnswer(
                f"runs {i} and {j} were decided differently at tick {same} although everything seen "
                "until then was the same; a policy must not look ahead, keep anything from run to run, or "
                "be random"
            )


def _common(a: str, b: str) -> int:
    """Length of the beginning that two strings share."""
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))


def _logs(answer: Any, runs: int) -> list[str]:
    if type(answer) is not list or len(answer) != runs:
        raise InvalidAnswer(f"the answer must be a list of {runs} strings of decisions")
    for number, log in enumerate(answer):
        if type(log) is not str or not LETTERS.issuperset(log):
            raise InvalidAnswer(f"run {number}: decisions are a string of the letters S, O and N")
    return answer


def _late(run: Run, job: Job, number: int) -> str:
    lost = run.executed[: job.last_tick].rfind(SPOT + WAIT) + 1
    return (
        f"run {number} ends at tick {run.finish_tick}, after the deadline at tick {job.last_tick}: spot was "
        f"lost at tick {lost}, when the guarantee still held on to it. Ask for 'on_demand' one gap before "
        "the time left falls to the work left plus one overhead, rounded up to whole gaps"
    )


def _score(job: Job, runs: Sequence[Run]) -> Score:
    n, hours = len(runs), job.gap_s / 3600
    total = 0.0
    for run in runs:
        total += run.cost_usd
    worst = max(range(n), key=lambda i: runs[i].cost_usd)
    metrics = {
        "spot_h": sum(run.ticks(SPOT) for run in runs) * hours / n,
        "on_demand_h": sum(run.ticks(ON_DEMAND) for run in runs) * hours / n,
        "idle_h": sum(run.ticks(WAIT) for run in runs) * hours / n,
        "launches": sum(run.launches for run in runs) / n,
        "overridden_gaps": sum(run.overridden for run in runs) / n,
        "spare_h": sum(job.last_tick - run.finish_tick for run in runs) * hours / n,
        "late_runs": float(sum(run.late for run in runs)),
        "worst_usd": runs[worst].cost_usd,
    }
    feedback = (
        f"per run: {metrics['spot_h']:.1f} h spot, {metrics['on_demand_h']:.1f} h on demand, "
        f"{metrics['idle_h']:.1f} h waiting, {metrics['launches']:.1f} launches of {job.overhead_s:g} s, "
        f"done {metrics['spare_h']:.1f} h before the deadline, {metrics['overridden_gaps']:.1f} gaps decided "
        f"by the guarantee; dearest is run {worst} with {runs[worst].cost_usd:.2f} USD"
    )
    return Score(total / n, metrics, feedback)
