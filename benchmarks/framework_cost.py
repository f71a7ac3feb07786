"""What the platform itself costs a candidate: strategy, duplicate check, sandbox, judge, journal.

``python benchmarks/framework_cost.py [--sizes 200 1000 10000] [--ballast]``

The proposer writes a new constant into a program and its CPU is left out; the evaluation is one workload
whose answer is immediate. The program is three lines, or with ``--ballast`` 1.5 KB, which the sandbox has to
compile. CPU is that of the driver and of everything it started (fork servers and their children). The figures
of a size are of the stretch since the size before, so that growth with history shows.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from adrs import search
from adrs.core.candidate import Brief, Proposal
from adrs.core.events import Event, Told
from adrs.core.problem import Bound, Contract, Direction, Limits, Objective, Problem, Published, Score
from adrs.core.program import Program
from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.problems import load
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.state import RunState
from adrs.sandbox.forkserver import ForkServer
from adrs.store.sqlite import SqliteStore

MARK = "VALUE = "
BALLAST = load("prism").seeds["prism_greedy"].text if "--ballast" in sys.argv else ""
TICKS = os.sysconf("SC_CLK_TCK")


def program(value: float) -> Program:
    """A program that answers ``value``."""
    return Program.from_text(f"{MARK}{value!r}\n\n{BALLAST}\n\ndef solve(inputs):\n    return VALUE\n")


class Trivial:
    """One workload; the value is the answer."""

    name = "trivial"
    title = "Trivial"
    statement = "Answer a number."
    objective = Objective(name="value", unit="1", direction=Direction.MINIMIZE)
    contract = Contract(function="solve", parameters={"inputs": "dict"}, returns="float")
    harness = "adrs.testing.echo_harness"
    limits = search_limits = Limits()
    seeds: Mapping[str, Program] = {"naive": program(1.0)}
    baselines: Mapping[str, Program] = {"human_sota": program(0.9)}
    citations: Mapping[str, str] = {}

    def __init__(self) -> None:
        self._workloads = {s: [Workload(f"{s}/0", s, {"x": 1})] for s in Split}

    def workloads(self, split: Split) -> Sequence[Workload]:
        return self._workloads[split]

    def sizes(self) -> Mapping[Split, int]:
        return dict.fromkeys(Split, 1)

    def judge(self, workload: Workload, answer: Any) -> Score:
        return Score(float(answer))

    def bound(self, workload: Workload) -> Bound | None:
        return None

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        return None


class Constant:
    """Draws a new value; keeps account of its own CPU."""

    name = "constant"
    operators: Sequence[str] = ("value",)
    cpu_s = 0.0

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        started = time.process_time()
        proposal = Proposal(program=program(Random(brief.seed).random()), note="a new value")
        self.cpu_s += time.process_time() - started
        return proposal


def children_cpu_s(pid: str = "self") -> float:
    """CPU of the living descendants and of those they have waited for."""
    total = 0.0
    for thread in os.listdir(f"/proc/{pid}/task"):
        for child in Path(f"/proc/{pid}/task/{thread}/children").read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15])) / TICKS + children_cpu_s(child)
    return total


def written_bytes() -> int:
    """Bytes this process caused to be written to disk."""
    for line in Path("/proc/self/io").read_text().splitlines():
        if line.startswith("write_bytes"):
            return int(line.split()[1])
    return 0


def rss_mb() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Meter:
    """Prints a line at each size."""

    def __init__(self, sizes: Sequence[int], proposer: Constant, path: Path) -> None:
        self.sizes = set(sizes)
        self.proposer = proposer
        self.path = path
        self.first: float | None = None
        self.last: tuple[int, float, float, float, int, int] | None = None
        print("candidates  driver ms  sandbox ms  CPU ms  wall ms  growth  bytes written  file bytes  RSS MB")

    def now(self, count: int) -> tuple[int, float, float, float, int, int]:
        size = sum(f.stat().st_size for f in self.path.parent.iterdir())
        driver = time.process_time() - self.proposer.cpu_s
        return count, driver, children_cpu_s(), time.monotonic(), written_bytes(), size

    def __call__(self, event: Event, state: RunState) -> None:
        if not isinstance(event, Told):
            return
        if self.last is None:
            self.last = self.now(state.evaluations)
        elif state.evaluations in self.sizes:
            self.line(self.now(state.evaluations))

    def line(self, now: tuple[int, float, float, float, int, int]) -> None:
        assert self.last is not None
        n = now[0] - self.last[0]
        driver, sandbox, wall = (1000 * (a - b) / n for a, b in zip(now[1:4], self.last[1:4], strict=True))
        written, size = ((a - b) / n for a, b in zip(now[4:], self.last[4:], strict=True))
        cpu = driver + sandbox
        self.first = self.first or cpu
        print(
            f"{now[0]:10}  {driver:9.2f}  {sandbox:10.2f}  {cpu:6.2f}  {wall:7.2f}  {cpu / self.first:6.2f}"
            f"  {written:13.0f}  {size:10.0f}  {rss_mb():6.1f}",
            flush=True,
        )
        self.last = now


def main() -> None:
    """Run once up to the largest size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 1000, 10_000])
    parser.add_argument("--ballast", action="store_true", help="a program of ordinary length")
    sizes = sorted(parser.parse_args().sizes)
    problem, proposer = Trivial(), Constant()
    config = RunConfig(problem="trivial", proposers=("constant",), evaluations=sizes[-1], seed=1)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "runs.sqlite"
        with SqliteStore(path) as store:
            cast = Cast(
                problem=problem,
                strategy=search.create("adaptive", arms({"constant": proposer}), seed=1),
                proposers={"constant": proposer},
                sandbox=ForkServer(problem.harness),
                store=store,
                clock=time.time,
                observer=Meter(sizes, proposer, path),
            )
            session = Session("trivial-1", config, cast)
            session.begin()
            asyncio.run(_run(session, cast))


async def _run(session: Session, cast: Cast) -> None:
    try:
        await session.run()
    finally:
        await cast.sandbox.aclose()


if __name__ == "__main__":
    main()
