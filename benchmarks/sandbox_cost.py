"""What one trivial candidate costs in the fork server, beside a bare fork of a process as large.

Run: ``python benchmarks/sandbox_cost.py [jobs]``. CPU counts the driver, the servers and the candidates.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time
from collections.abc import Callable

import numpy.random  # noqa: F401 - the bare fork copies what the server's fork copies

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.verdict import Outcome
from adrs.core.workload import Split, Workload
from adrs.sandbox.forkserver import ForkServer

PROGRAM = Program.from_text("def solve(inputs):\n    return inputs['x'] + 1\n")


def cpu_s() -> tuple[float, float]:
    """CPU seconds of this process, and of children it has waited for."""
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime, theirs.ru_utime + theirs.ru_stime


async def sandboxed(jobs: int) -> None:
    """Measure ``jobs`` sandboxed runs; the servers' start is measured apart and taken off."""
    children_before = cpu_s()[1]
    await _session(1)
    start_s = cpu_s()[1] - children_before
    driver_before, children_before = cpu_s()
    elapsed = await _session(jobs)
    driver, children = cpu_s()
    servers = children - children_before - start_s
    print(f"sandboxed   {1000 * elapsed / jobs:6.2f} ms wall  ", end="")
    print(f"{1000 * (driver - driver_before + servers) / jobs:6.2f} ms CPU a job, of which ", end="")
    print(f"{1000 * (driver - driver_before) / jobs:.2f} ms driver   ({jobs} jobs)")


async def _session(jobs: int) -> float:
    sandbox = ForkServer("adrs.testing.echo_harness")
    try:
        sandbox.describe()
        started = time.perf_counter()
        for number in range(jobs):
            workload = Workload(f"w{number}", Split.TRAIN, {"x": number})
            (done,) = await sandbox.run(PROGRAM, [workload], limits=Limits())
            assert (done.outcome, done.answer) == (Outcome.VALID, number + 1), done
        return time.perf_counter() - started
    finally:
        await sandbox.aclose()


def timed(name: str, jobs: int, action: Callable[[], None]) -> None:
    """Print wall and CPU time of ``action``, a job."""
    before, wall = sum(cpu_s()), time.perf_counter()
    for _ in range(jobs):
        action()
    elapsed, used = time.perf_counter() - wall, sum(cpu_s()) - before
    print(f"{name:<11} {1000 * elapsed / jobs:6.2f} ms wall  {1000 * used / jobs:6.2f} ms CPU a job")


def bare_fork() -> None:
    """Fork, end at once, wait."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    timed("bare fork", count, bare_fork)
    asyncio.run(sandboxed(count))
