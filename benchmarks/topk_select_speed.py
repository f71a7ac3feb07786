"""Programs of ``topk_select`` in the sandbox: relative CPU time, and what an evaluation costs.

    python benchmarks/topk_select_speed.py [ROUNDS] [--split train] [--programs NAME ...] [--growth]

Ratios are of runs in turns in the same sandbox, medians over rounds; see ``docs/design/evaluation.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from statistics import fmean
from types import ModuleType

from adrs.core.verdict import Verdict
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged
from adrs.evaluate.paced import Paced
from adrs.problems.topk_select.problem import create
from adrs.problems.topk_select.reader import Row
from adrs.problems.topk_select.rows import make
from adrs.sandbox.forkserver import ForkServer

PROBLEM = create()


async def table(names: Sequence[str], split: Split, rounds: int) -> None:
    """A line for each program: relative CPU time (1 / ratio) by workload, and their mean value."""
    sandbox = ForkServer(PROBLEM.harness)
    paced = Paced(Judged(PROBLEM, sandbox, limits=PROBLEM.limits), PROBLEM.pace, rounds=rounds)
    programs = {**PROBLEM.baselines, "idle": PROBLEM.pace.idle}
    workloads = PROBLEM.workloads(split)
    print("program      " + " ".join(f"{w.id.split('/')[1]:>17}" for w in workloads) + "    mean")
    try:
        for name in names or list(programs):
            verdicts = (await paced(programs[name], workloads)).verdicts
            cells = [f"{_relative(v):8.3f} {1000 * v.usage.cpu_s:5.0f} ms" for v in verdicts]
            print(f"{name:12} {' '.join(cells)} {fmean(v.value or 0.0 for v in verdicts):7.3f}", flush=True)
    finally:
        await sandbox.aclose()


def _relative(verdict: Verdict) -> float:
    return 1.0 / verdict.metrics["cpu_ratio"] if "cpu_ratio" in verdict.metrics else float("nan")


def growth(names: Sequence[str]) -> None:
    """CPU milliseconds of one top-50 call by size, least of nine, beside this process."""
    for name in names or list(PROBLEM.baselines):
        module = ModuleType(name)
        exec(PROBLEM.baselines[name].text, module.__dict__)
        cells = []
        for size in (32_768, 65_536, 131_072, 262_144, 524_160):
            starts = [1, 7000, 300, 90000, 5, 6]
            recipe = {"family": "gaussian", "starts": starts, "size": size, "scale": 2.0, "share": 0.0}
            values = make(recipe)
            least = min(_milliseconds(module, Row(values)) for _ in range(9))
            cells.append(f"{size}: {least:.3f}")
        print(f"{name:12} {'  '.join(cells)}")


def _milliseconds(module: ModuleType, row: Row) -> float:
    started = time.process_time()
    module.truncate(row, 50, 1.0)
    return 1000 * (time.process_time() - started)


def judging(workload: Workload) -> None:
    """What the truth of a workload and a judgement cost."""
    from adrs.testing.inprocess import answer_of

    answer = answer_of(PROBLEM, PROBLEM.baselines["partition"], workload)
    for what in ("first judgement, with the truth", "a further judgement"):
        started = time.process_time()
        PROBLEM.judge(workload, answer)
        print(f"{what}: {1000 * (time.process_time() - started):.1f} ms ({workload.id})")


def main() -> None:
    """The table; with ``--growth`` also cost by size and of judging."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--split", type=Split, default=Split.TRAIN)
    parser.add_argument("--programs", nargs="*", default=[])
    parser.add_argument("--growth", action="store_true")
    options = parser.parse_args()
    asyncio.run(table(options.programs, options.split, options.rounds))
    if options.growth:
        growth([name for name in options.programs if name in PROBLEM.baselines])
        judging(PROBLEM.workloads(options.split)[-1])


if __name__ == "__main__":
    main()
