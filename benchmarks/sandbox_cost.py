"""What one trivial candidate costs in every sandbox here, beside a bare fork of a process as large.

Run: ``python benchmarks/sandbox_cost.py [jobs]``. Backends take turns, round after round, so that a busy
machine slows all of them alike: believe the ratios. CPU counts the driver, the servers and the candidates;
bubblewrap does not pass on what its children used, so there it is not known. "To first line" is from the
request to the first statement of the candidate, by the clock that both read.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy.random  # noqa: F401 - the bare fork copies what the server's fork copies

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.verdict import Outcome
from adrs.core.workload import Split, Workload
from adrs.sandbox.bubblewrap import Bubblewrap
from adrs.sandbox.forkserver import ForkServer
from adrs.sandbox.plain import PlainSandbox

ECHO = "adrs.testing.echo_harness"
ROUNDS = 5
PROGRAM = Program.from_text(
    "import time\nFIRST = time.monotonic()\ndef solve(inputs):\n    return [inputs['x'] + 1, FIRST]\n"
)


@dataclass
class Cost:
    """What has been measured of one way to run a candidate, in seconds a job, one entry a round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def cpu_s() -> float:
    """CPU seconds of this process and of children it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in both)


def bare_forks(jobs: int, cost: Cost) -> None:
    """Fork, end at once, wait."""
    before, started = cpu_s(), time.perf_counter()
    for _ in range(jobs):
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    cost.wall.append((time.perf_counter() - started) / jobs)
    cost.cpu.append((cpu_s() - before) / jobs)


def sandboxed(make: Callable[[], ForkServer | PlainSandbox], jobs: int, cost: Cost) -> None:
    """A round: the start of the servers is measured apart and taken off."""
    start_s = _session(make, 1, Cost())
    cost.cpu.append((_session(make, jobs + 1, cost) - start_s) / jobs)


def _session(make: Callable[[], ForkServer | PlainSandbox], jobs: int, cost: Cost) -> float:
    """CPU seconds of a sandbox from its making to its end."""
    before = cpu_s()
    asyncio.run(_jobs(make(), jobs, cost))
    return cpu_s() - before


async def _jobs(sandbox: ForkServer | PlainSandbox, jobs: int, cost: Cost) -> None:
    waits: list[float] = []
    try:
        sandbox.describe()
        started = time.perf_counter()
        for number in range(jobs):
            workload = Workload(f"w{number}", Split.TRAIN, {"x": number})
            asked = time.monotonic()
            (done,) = await sandbox.run(PROGRAM, [workload], limits=Limits())
            assert done.outcome is Outcome.VALID, done
            assert done.answer[0] == number + 1
            waits.append(done.answer[1] - asked)
        cost.wall.append((time.perf_counter() - started) / jobs)
        cost.first.append(statistics.median(waits))
    finally:
        await sandbox.aclose()


def main(jobs: int) -> None:
    """Measure and print one line a way."""
    ways: dict[str, Callable[[], ForkServer | PlainSandbox]] = {"fork": lambda: ForkServer(ECHO)}
    if shutil.which("bwrap"):
        ways["bubblewrap"] = lambda: ForkServer(ECHO, backend=Bubblewrap())
    costs = {name: Cost() for name in ("bare fork", *ways, "plain")}
    for _ in range(ROUNDS):
        bare_forks(jobs, costs["bare fork"])
        for name, make in ways.items():
            sandboxed(make, jobs, costs[name])
        sandboxed(lambda: PlainSandbox(ECHO), max(jobs // 25, 1), costs["plain"])
    print(f"median of {ROUNDS} rounds of {jobs} jobs ({max(jobs // 25, 1)} for plain), ms a job")
    print(f"{'':12}{'wall':>8}{'CPU':>8}{'to first line':>16}{'CPU / bare fork':>18}")
    for name, cost in costs.items():
        wall, cpu = (1000 * statistics.median(values) for values in (cost.wall, cost.cpu))
        first = f"{1000 * statistics.median(cost.first):.2f}" if cost.first else ""
        ratio = statistics.median(a / b for a, b in zip(cost.cpu, costs["bare fork"].cpu, strict=True))
        known = f"{cpu:8.2f}{first:>16}{ratio:18.2f}" if name != "bubblewrap" else f"{'':8}{first:>16}"
        print(f"{name:12}{wall:8.2f}{known}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
