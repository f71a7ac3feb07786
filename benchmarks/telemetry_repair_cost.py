"""Seconds for one evaluation on the 30 public scenarios of telemetry_repair, and where they go.

    python benchmarks/telemetry_repair_cost.py --data DIR

``program`` and ``judge`` are CPU in this process; ``sandboxed`` is the wall time of the same evaluation with
every scenario in a process of its own, one after the other, judging included, server start excluded.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.verdict import Outcome
from adrs.core.workload import Split, Workload
from adrs.problems.telemetry_repair.problem import create
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.inprocess import answer_of

REPEATS = 5


def least(clock: Callable[[], float], call: Callable[[], Any]) -> float:
    """The smallest of five measurements."""
    taken = []
    for _ in range(REPEATS):
        started = clock()
        call()
        taken.append(clock() - started)
    return min(taken)


async def sandboxed(problem: Problem, program: Program, workloads: Sequence[Workload]) -> float:
    """Wall seconds of a whole evaluation in a warm sandbox; the least of five."""
    sandbox = ForkServer(problem.harness)
    try:
        await sandbox.run(program, workloads[:1], limits=problem.search_limits)
        taken = []
        for _ in range(REPEATS):
            started = time.perf_counter()
            for done, workload in zip(
                await sandbox.run(program, workloads, limits=problem.search_limits), workloads, strict=True
            ):
                if done.outcome is not Outcome.VALID:
                    raise SystemExit(f"{workload.id}: {done}")
                problem.judge(workload, done.answer)
            taken.append(time.perf_counter() - started)
        return min(taken)
    finally:
        await sandbox.aclose()


def main() -> None:
    """One line a program."""
    parser = argparse.ArgumentParser(description="Cost of an evaluation on the public scenarios.")
    parser.add_argument("--data", type=Path, required=True, help="folder with telemetry/evaluation_data.csv")
    problem = create(parser.parse_args().data)
    workloads = problem.workloads(Split.LEADERBOARD)
    print(f"{len(workloads)} scenarios {'program s':>10} {'judge s':>10} {'sandboxed s':>12}")
    for name, program in problem.baselines.items():
        answers = [answer_of(problem, program, workload) for workload in workloads]
        ran = least(time.process_time, lambda p=program: [answer_of(problem, p, w) for w in workloads])  # type: ignore[misc]
        judged = least(
            time.process_time,
            lambda a=answers: [problem.judge(w, x) for w, x in zip(workloads, a, strict=True)],  # type: ignore[misc]
        )
        whole = asyncio.run(sandboxed(problem, program, workloads))
        print(f"{name:13} {ran:10.4f} {judged:10.4f} {whole:12.4f}")


if __name__ == "__main__":
    main()
