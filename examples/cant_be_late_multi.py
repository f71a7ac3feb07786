"""A policy for spot machines in several regions, beside the published one and the clairvoyant bound.

The policy below rides a spot machine where it is and looks around at every third tick only, the cheapest
region first; behind its schedule it pays for an on-demand machine until it is ahead again. Run it with
``python examples/cant_be_late_multi.py``; it takes a second or two.
"""

from __future__ import annotations

from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems import load
from adrs.testing.inprocess import answer_of

PATIENT = """
class Policy:
    def decide(self, o):
        if o.left_s <= 0.001:
            return "wait", o.region
        if o.has_spot and o.last != "on_demand":
            return "spot", o.region
        behind = o.done_s < (o.elapsed_s - 3.0 * o.overhead_s) * o.duration_s / o.deadline_s
        kind = "on_demand" if behind or o.last == "on_demand" else "wait"
        ahead = o.done_s > (o.elapsed_s + o.overhead_s) * o.duration_s / o.deadline_s
        if o.tick % 3 == 0 and (o.last != "on_demand" or ahead):
            for region in sorted(range(o.regions), key=lambda r: o.prices[r]):
                if o.look(region):
                    return "spot", region
        return kind, o.region
"""


def costs(problem: Problem, program: Program, split: Split) -> list[float]:
    """What ``program`` pays for each workload of ``split``, in USD."""
    return [problem.judge(w, answer_of(problem, program, w)).value for w in problem.workloads(split)]


def main() -> None:
    """Print the costs on the validation workloads, workload by workload."""
    problem = load("cant_be_late_multi")
    ours = costs(problem, Program.from_text(PATIENT), Split.VALIDATION)
    human = costs(problem, problem.baselines["human_sota"], Split.VALIDATION)
    print(f"{'workload':28} {'patient':>8} {'uniform progress':>17} {'bound':>7}")
    for workload, mine, theirs in zip(problem.workloads(Split.VALIDATION), ours, human, strict=True):
        bound = problem.bound(workload)
        assert bound is not None
        print(f"{workload.id:28} {mine:8.2f} {theirs:17.2f} {bound.value:7.2f}")
    print(f"{'mean':28} {sum(ours) / len(ours):8.2f} {sum(human) / len(human):17.2f}")


if __name__ == "__main__":
    main()
