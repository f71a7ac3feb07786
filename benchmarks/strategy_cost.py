"""CPU time of a strategy's ask and tell as a run grows, and what it keeps in memory.

    python benchmarks/strategy_cost.py [strategy ...] [--workloads 12]

Children are prepared beforehand; their scores are random, so that with 12 workloads hardly any trial
dominates another: the Pareto archive is full after the first chunk, and nearly
every tell makes it drop somebody.
"""

from __future__ import annotations

import argparse
import gc
import time
import tracemalloc
from random import Random

from adrs.core.candidate import Arm
from adrs.search import STRATEGIES, create
from adrs.testing.trials import make_child, make_trial

ARMS = [Arm("genetic", f"op{number}") for number in range(11)] + [Arm("tuner", "constants")]
MARKS = (1_000, 10_000, 100_000)
CHUNK = 500


def measure(name: str, workloads: int) -> None:
    strategy, rng = create(name, ARMS, 0), Random(0)
    strategy.tell(make_trial("s0", [0.0] * workloads))
    asks = tells = 0.0
    window = done = 0
    first = None
    print(f"\n{name}, {workloads} workloads\n   tells   ask us  tell us  both us  growth")
    while done < MARKS[-1]:
        start = time.process_time()
        briefs = [strategy.ask() for _ in range(CHUNK)]
        asks += time.process_time() - start
        children = [(make_child(b, [rng.gauss(0.0, 1.0) for _ in range(workloads)]), b.arm) for b in briefs]
        start = time.process_time()
        for child, arm in children:
            strategy.tell(child, arm)
        tells += time.process_time() - start
        done, window = done + CHUNK, window + CHUNK
        if done in MARKS:
            ask, tell = 1e6 * asks / window, 1e6 * tells / window
            first = first or ask + tell
            growth = (ask + tell) / first
            print(f"{done:8} {ask:8.1f} {tell:8.1f} {ask + tell:8.1f} {growth:7.2f}", flush=True)
            asks = tells = 0.0
            window = 0


def memory(name: str, workloads: int) -> None:
    strategy, rng = create(name, ARMS, 0), Random(0)
    strategy.tell(make_trial("s0", [0.0] * workloads))
    tracemalloc.start()
    sizes = []
    for done in range(1, 60_001):
        brief = strategy.ask()
        strategy.tell(make_child(brief, [rng.gauss(0.0, 1.0) for _ in range(workloads)]), brief.arm)
        if done % 30_000 == 0:
            del brief
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0] / 1e6)
    tracemalloc.stop()
    print(f"memory after 30,000 and 60,000 tells: {sizes[0]:.2f} and {sizes[1]:.2f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("strategies", nargs="*", default=sorted(STRATEGIES))
    parser.add_argument("--workloads", type=int, default=12)
    options = parser.parse_args()
    for strategy_name in options.strategies:
        measure(strategy_name, options.workloads)
        memory(strategy_name, options.workloads)
