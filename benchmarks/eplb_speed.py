"""CPU ratios of ``eplb``'s programs to the plain reference, as the evaluator takes them; the judge's cost.

python benchmarks/eplb_speed.py [rounds] [--programs NAME ...]

Ratios are medians over the train workloads, with the range over workloads; all in one run, in turns. Then
microseconds of the judge and of the bound, and how the fast balancer grows with layers and slots.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable
from statistics import fmean, median
from types import ModuleType
from typing import Any

import numpy as np

from adrs.core.verdict import Verdict
from adrs.core.workload import Split
from adrs.evaluate.judged import Judged
from adrs.evaluate.paced import Paced
from adrs.problems.eplb.bound import upper_bound, with_foresight
from adrs.problems.eplb.cases import cases_of
from adrs.problems.eplb.problem import create
from adrs.sandbox.forkserver import ForkServer
from adrs.testing.inprocess import answer_of

PROBLEM = create()


async def ratios(names: list[str], rounds: int) -> None:
    """One line a program."""
    sandbox = ForkServer(PROBLEM.harness)
    paced = Paced(Judged(PROBLEM, sandbox, limits=PROBLEM.limits), PROBLEM.pace, rounds=rounds)
    programs = {**PROBLEM.seeds, **PROBLEM.baselines}
    print(f"{'program':16} {'times as fast':>13} {'(range)':>14} {'CPU ms':>8} {'balance':>8} {'value':>8}")
    try:
        for name in names or list(programs):
            verdicts = (await paced(programs[name], PROBLEM.workloads(Split.TRAIN))).verdicts
            print(f"{name:16} {_cells(verdicts)}", flush=True)
    finally:
        await sandbox.aclose()


def _cells(verdicts: tuple[Verdict, ...]) -> str:
    found = [v.metrics["cpu_ratio"] for v in verdicts]
    spread = f"({min(found):.1f}-{max(found):.1f})"
    cpu_ms = 1000 * median(v.usage.cpu_s for v in verdicts)
    balance = fmean(v.metrics["balancedness_gpu"] for v in verdicts)
    value = fmean(v.value or 0.0 for v in verdicts)
    return f"{median(found):13.1f} {spread:>14} {cpu_ms:8.1f} {balance:8.4f} {value:8.4f}"


def milliseconds(call: Callable[[], Any], repeats: int = 7) -> float:
    """The least CPU time of some calls."""
    least = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        call()
        least = min(least, time.process_time() - started)
    return 1000 * least


def costs() -> None:
    """The judge, the bound, and growth."""
    workload = PROBLEM.workloads(Split.TRAIN)[0]
    answer = answer_of(PROBLEM, PROBLEM.baselines["human_sota"], workload)
    case = cases_of(workload)[0]
    print(f"judge, a workload     {milliseconds(lambda: PROBLEM.judge(workload, answer)):8.2f} ms")
    print(f"bound, a case         {milliseconds(lambda: upper_bound(case)):8.2f} ms")
    print(f"foresight, a case     {milliseconds(lambda: with_foresight(case)):8.2f} ms")
    module = ModuleType("balancer")
    exec(PROBLEM.baselines["human_sota"].text, module.__dict__)
    print("human_sota, one call, by layers and experts (R = 9/8 E, 32 GPUs):")
    for layers, experts in ((29, 256), (58, 256), (116, 256), (58, 512), (58, 1024)):
        load = np.random.RandomState(0).randint(1, 10_000, size=(layers, experts))
        slots = experts * 9 // 8
        spent = milliseconds(lambda w=load, s=slots: module.rebalance_experts(w, s, 8, 4, 32))  # type: ignore[misc]
        print(f"  {layers:4} x {experts:4} {spent:8.2f} ms")


def main() -> None:
    """Ratios, then costs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--programs", nargs="*", default=[])
    options = parser.parse_args()
    asyncio.run(ratios(options.programs, options.rounds))
    costs()


if __name__ == "__main__":
    main()
