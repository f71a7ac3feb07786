"""Where does balance get lost: run with ``python examples/eplb.py``.

DeepSeek's balancer keeps groups of experts on one node and trusts the last window. What does it cost to keep
groups together, and what to trust? The last line is the same greedy balancer with the next window in hand.
"""

from __future__ import annotations

from statistics import fmean

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems import load
from adrs.testing.inprocess import answer_of

TRUSTING_LESS = """
    older = history[-1] if len(history) else weight
    mean = 0.7 * weight + 0.3 * older
"""


def main() -> None:
    """Compare four balancers, workload by workload."""
    problem = load("eplb")
    text = problem.baselines["mean_history"].text
    line = "    mean = np.concatenate([history, weight[None]]).mean(axis=0)\n"
    assert line in text
    programs = {
        "human": problem.baselines["human_sota"],
        "no groups": problem.baselines["global_greedy"],
        "mean of all": problem.baselines["mean_history"],
        "7:3 blend": Program.from_text(text.replace(line, TRUSTING_LESS.lstrip("\n"))),
    }
    workloads = problem.workloads(Split.VALIDATION)
    scores = {
        name: [problem.judge(workload, answer_of(problem, program, workload)) for workload in workloads]
        for name, program in programs.items()
    }
    print(f"{'balance on the next window':26}", *(f"{name:>12}" for name in scores), f"{'foresight':>12}")
    for i, workload in enumerate(workloads):
        bound = problem.bound(workload)
        best = 0.0 if bound is None or bound.best_known is None else bound.best_known
        print(f"{workload.id:26}", *(f"{row[i].value:12.4f}" for row in scores.values()), f"{best:12.4f}")
    for name, row in scores.items():
        seen = fmean(score.metrics["balancedness_seen"] for score in row)
        local = fmean(score.metrics["local_groups"] for score in row)
        print(f"{name}: {fmean(s.value for s in row):.4f}, {seen:.4f} on the window seen, {local:.0%} local")
    print("where no groups loses:", scores["no groups"][0].feedback)


if __name__ == "__main__":
    main()
