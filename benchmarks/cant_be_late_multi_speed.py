"""CPU time of the public evaluation, 34 runs under both sets of rules, for policies in Python.

    python benchmarks/cant_be_late_multi_speed.py --data DIR

Stepping (each run twice, as the harness does it) and judging are told apart, without the sandbox's own cost.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from adrs.core.workload import Split
from adrs.problems.cant_be_late_multi.problem import create
from adrs.testing.inprocess import answer_of


def main() -> None:
    """Print CPU seconds of both halves for each baseline."""
    parser = argparse.ArgumentParser(description="Time the 34 public runs.")
    parser.add_argument("--data", type=Path, required=True, help="folder with spot/multi_region.json")
    problem = create(parser.parse_args().data)
    workloads = problem.workloads(Split.LEADERBOARD)
    for name, program in problem.baselines.items():
        begin = time.process_time()
        answers = [answer_of(problem, program, workload) for workload in workloads]
        middle = time.process_time()
        decisions = 2 * sum(len(log["kinds"]) for answer in answers for log in answer.values())
        for workload, answer in zip(workloads, answers, strict=True):
            problem.judge(workload, answer)
        end = time.process_time()
        print(
            f"{name:24} stepping {middle - begin:.2f} s, "
            f"{1e6 * (middle - begin) / decisions:.2f} us a decision, judging {end - middle:.2f} s"
        )


if __name__ == "__main__":
    main()
