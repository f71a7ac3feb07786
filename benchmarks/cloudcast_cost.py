"""CPU seconds of one evaluation on the five public broadcasts, beside the candidate and in the judge.

    python benchmarks/cloudcast_cost.py --data DIR

Building the graph belongs to the harness; the least of some repeats is shown, and the sandbox's own cost is
not in it (``sandbox_cost.py``).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from adrs.core.workload import Split
from adrs.problems.cloudcast.harness import graph_of
from adrs.problems.cloudcast.problem import create
from adrs.testing.inprocess import answer_of


def seconds(call: Callable[[], Any], repeats: int) -> float:
    """CPU seconds of the fastest call."""
    taken = []
    for _ in range(repeats):
        began = process_time()
        call()
        taken.append(process_time() - began)
    return min(taken)


def main() -> None:
    """A line for each program; ``of it graph`` is part of ``harness``."""
    parser = argparse.ArgumentParser(description="Time the five public broadcasts.")
    parser.add_argument("--data", type=Path, required=True, help="folder with cloudcast/")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    problem = create(options.data)
    workloads = problem.workloads(Split.LEADERBOARD)
    graphs = seconds(lambda: [graph_of(w.inputs) for w in workloads], options.repeats)
    for name in ("direct", "dijkstra", "human_sota"):
        program = problem.baselines[name]
        answers = [answer_of(problem, program, w) for w in workloads]
        run = seconds(lambda p=program: [answer_of(problem, p, w) for w in workloads], options.repeats)  # type: ignore[misc]
        judged = seconds(
            lambda a=answers: [problem.judge(w, own) for w, own in zip(workloads, a, strict=True)],  # type: ignore[misc]
            options.repeats,
        )
        print(
            f"{name:12} harness and program {run:.3f} s (of it graph {graphs:.3f}), judge {judged:.3f} s, "
            f"together {run + judged:.3f} s CPU"
        )


if __name__ == "__main__":
    main()
