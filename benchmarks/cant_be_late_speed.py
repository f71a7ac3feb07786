"""CPU time of the published evaluation, 36 scenarios of 30 runs, for a policy in Python.

    python benchmarks/cant_be_late_speed.py --data DIR

Stepping beside the candidate and judging are told apart; the sandbox's own cost is not in it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from adrs.core.workload import Split
from adrs.problems.cant_be_late.problem import create
from adrs.testing.inprocess import answer_of


def main() -> None:
    """Print CPU seconds of both halves for each baseline."""
    parser = argparse.ArgumentParser(description="Time 1,080 runs.")
    parser.add_argument("--data", type=Path, required=True, help="folder with spot/single_region.json")
    problem = create(parser.parse_args().data)
    workloads = problem.workloads(Split.LEADERBOARD)
    for name, program in problem.baselines.items():
        begin = time.process_time()
        answers = [answer_of(problem, program, workload) for workload in workloads]
        middle = time.process_time()
        decisions = sum(len(log) for answer in answers for log in answer)
        for workload, answer in zip(workloads, answers, strict=True):
            problem.judge(workload, answer)
        end = time.process_time()
        print(
            f"{name:14} stepping {middle - begin:.2f} s, "
            f"{1e6 * (middle - begin) / decisions:.2f} us a decision, judging {end - middle:.2f} s"
        )


if __name__ == "__main__":
    main()
