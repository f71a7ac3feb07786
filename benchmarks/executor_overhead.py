"""What an evaluation costs on a cluster, beside one on this machine alone: Ray, and jobs of submitit.

Run: ``python benchmarks/executor_overhead.py [jobs]``; needs ``adrs[ray]`` and ``adrs[slurm]``. The cluster
is this machine, so what a real network adds is not in the figures. Ways take turns, round after round, so
that a busy machine slows all of them alike: believe the ratios. "CPU" is that of the driver and of all
processes below it, Ray's own and the candidates included, while the jobs run; start and end of places are not
in it. "A job an evaluation" submits a job for each evaluation instead of keeping it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.verdict import Outcome
from adrs.core.workload import Split, Workload
from adrs.interop.executor.pool import Placed
from adrs.interop.executor.seams import Fleet, Order
from adrs.interop.ray.fleet import RayFleet
from adrs.interop.slurm.fleet import SlurmFleet
from adrs.sandbox.forkserver import ForkServer

ECHO = "adrs.testing.echo_harness"
ROUNDS = 5
TICKS = os.sysconf("SC_CLK_TCK")
PROGRAM = Program.from_text("def solve(inputs):\n    return len(inputs['data'])\n")
SIZES = {"small inputs": 100, "inputs of 1 MB": 1_000_000}


@dataclass
class Cost:
    """Seconds a job, one entry a round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def tree_cpu_s() -> float:
    """CPU seconds of this process and all below it, those that have ended included."""
    found: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            found[int(entry.name)] = (int(words[1]), sum(map(int, words[11:15])) / TICKS)
    ours, total = {os.getpid()}, 0.0
    while True:
        below = {pid for pid, (parent, _) in found.items() if parent in ours} - ours
        if not below:
            break
        ours |= below
    for pid in ours:
        total += found[pid][1]
    return total


async def jobs_in(sandbox: Sandbox, workload: Workload, count: int) -> None:
    """So many jobs, one after the other."""
    for _ in range(count):
        (done,) = await sandbox.run(PROGRAM, [workload], limits=Limits())
        assert done.outcome is Outcome.VALID, done.reason


def measure(sandbox: Sandbox, workload: Workload, count: int, cost: Cost) -> None:
    """One round."""
    before, started = tree_cpu_s(), time.perf_counter()
    asyncio.run(jobs_in(sandbox, workload, count))
    cost.wall.append((time.perf_counter() - started) / count)
    cost.cpu.append((tree_cpu_s() - before) / count)


def one_job_each(make: Callable[[], Fleet], workload: Workload, cost: Cost) -> None:
    """An evaluation in a job of its own."""

    async def whole() -> None:
        sandbox = Placed(make(), Order(harness=ECHO), most=1)
        await jobs_in(sandbox, workload, 1)
        await sandbox.aclose()

    before, started = tree_cpu_s(), time.perf_counter()
    asyncio.run(whole())
    cost.wall.append(time.perf_counter() - started)
    cost.cpu.append(tree_cpu_s() - before)


def line(name: str, cost: Cost, base: Cost) -> str:
    """Medians, and ratios round by round."""

    def ratio(ours: list[float], theirs: list[float]) -> float:
        return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))

    wall, cpu = (statistics.median(values) * 1000 for values in (cost.wall, cost.cpu))
    ratios = f"{ratio(cost.wall, base.wall):7.1f} {ratio(cost.cpu, base.cpu):7.1f}"
    return f"{name:26} {wall:9.1f} {cpu:9.1f} {ratios}"


def main(count: int) -> None:
    """Measure all ways, and print a table for each size of inputs."""
    order = Order(harness=ECHO)
    with tempfile.TemporaryDirectory() as folder:

        def jobs() -> SlurmFleet:
            return SlurmFleet(options={"cluster": "local", "folder": folder})

        ways: dict[str, Sandbox] = {
            "this machine": ForkServer(ECHO),
            "Ray": Placed(RayFleet(), order, most=1),
            "Slurm (local jobs)": Placed(jobs(), order, most=1),
        }
        for title, size in SIZES.items():
            workload = Workload("w", Split.TRAIN, {"data": "x" * size})
            costs = {name: Cost() for name in [*ways, "a job an evaluation"]}
            for sandbox in ways.values():
                asyncio.run(jobs_in(sandbox, workload, 3))  # open, import, settle
            for _ in range(ROUNDS):
                for name, sandbox in ways.items():
                    measure(sandbox, workload, count, costs[name])
                one_job_each(jobs, workload, costs["a job an evaluation"])
            print(f"\n{title:26} {'wall ms':>9} {'CPU ms':>9} {'wall x':>7} {'CPU x':>7}")
            for name, cost in costs.items():
                print(line(name, cost, costs["this machine"]))
        for sandbox in ways.values():
            asyncio.run(sandbox.aclose())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
