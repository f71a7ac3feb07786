"""How well a CPU ratio repeats: by rounds, with and without the idle program, beside bare CPU and wall time.

python benchmarks/paced_noise.py [repeats] [--load N]

Programs do a known amount of the same work, so the true ratios are 1, 4 and 16. ``--load`` starts N busy
processes for the duration. Spread is the coefficient of variation, in per cent; bias is the median against
the truth. All figures of a line come from the same runs.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import fmean, median, stdev

import numpy as np

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.verdict import Usage
from adrs.core.workload import Split, Workload
from adrs.evaluate.paced import Lap, ratio_of
from adrs.sandbox.forkserver import ForkServer

WORK = """
import numpy as np
def solve(inputs):
    total = 0
    for i in range({steps}):
        total += i * i % 7
    for _ in range({steps} // 2000):
        total += int(np.sort(inputs["x"] * 3 % 1000)[5])
    return inputs["x"]
"""
REFERENCE_STEPS = 480_000
RATIOS = (1, 4, 16)
ROUNDS = (1, 3, 5)
WORKLOAD = Workload("noise", Split.TRAIN, {"x": np.arange(20_000)})


async def run(sandbox: ForkServer, steps: int) -> Usage:
    """One run of the work."""
    program = Program.from_text(WORK.format(steps=steps))
    (done,) = await sandbox.run(program, [WORKLOAD], limits=Limits(cpu_s=60, wall_s=120))
    return done.usage


async def measure(ratio: int, laps: int) -> tuple[list[Lap], list[float]]:
    """Interleaved laps at a true ratio, and the program's wall seconds."""
    sandbox = ForkServer("adrs.testing.echo_harness")
    made, wall = [], []
    try:
        await run(sandbox, 0)
        for _ in range(laps):
            ours = await run(sandbox, REFERENCE_STEPS // ratio)
            idle, reference = await run(sandbox, 0), await run(sandbox, REFERENCE_STEPS)
            wall.append(ours.wall_s)
            made.append(Lap(program_s=ours.cpu_s, reference_s=reference.cpu_s, idle_s=idle.cpu_s))
    finally:
        await sandbox.aclose()
    return made, wall


def spread(values: Sequence[float]) -> float:
    """Coefficient of variation in per cent."""
    return 100 * stdev(values) / fmean(values)


def line(ratio: int, laps: Sequence[Lap], wall: Sequence[float]) -> str:
    """The figures at one true ratio."""
    cells = [f"{ratio:5d}", f"{1000 * median(lap.idle_s for lap in laps):8.2f}"]
    cells += [f"{1000 * median(lap.program_s for lap in laps):8.1f}"]
    cells += [f"{spread(wall):7.1f}", f"{spread([lap.program_s for lap in laps]):7.1f}"]
    for rounds in ROUNDS:
        found = [ratio_of(laps[i : i + rounds]) for i in range(0, len(laps) - rounds + 1, rounds)]
        cells.append(f"{spread(found):8.1f} ({100 * (median(found) / ratio - 1):+5.1f})")
    gross = median(lap.reference_s / lap.program_s for lap in laps)
    return " ".join([*cells, f"{100 * (gross / ratio - 1):+10.1f}"])


@contextmanager
def load(processes: int) -> Iterator[None]:
    """Busy processes beside the measurement."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def main() -> None:
    """One line a true ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("repeats", type=int, nargs="?", default=60)
    parser.add_argument("--load", type=int, default=0)
    options = parser.parse_args()
    rounds = "  ".join(f"{n} rounds (bias)" for n in ROUNDS)
    print(f"truth  idle ms   CPU ms  wall %   CPU %  {rounds}  bias without idle")
    with load(options.load):
        for ratio in RATIOS:
            print(line(ratio, *asyncio.run(measure(ratio, options.repeats))), flush=True)


if __name__ == "__main__":
    main()
