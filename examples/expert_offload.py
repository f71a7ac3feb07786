"""Write a prefetching policy for experts in host memory, and compare it with the published one.

python examples/expert_offload.py
"""

from __future__ import annotations

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems import load
from adrs.testing.inprocess import answer_of

OURS = """
class Policy:
    '''What is announced comes first; then what the next layer needed for the token before.'''

    def __init__(self):
        self.last = {}

    def decide(self, observation):
        self.last[observation.layer] = observation.needed
        soon = [key for experts in observation.coming for key in experts]
        soon += self.last.get((observation.layer + 1) % observation.layers, ())
        prefetch = [key for key in soon if key not in observation.resident]
        evict = [key for key in observation.resident if key not in soon]
        return prefetch, evict
"""


def main() -> None:
    """Print the time of a few policies on the train workloads."""
    problem = load("expert_offload")
    programs = {
        "on demand": problem.seeds["naive"],
        "pre-gated": problem.baselines["human_sota"],
        "ours": Program.from_text(OURS),
    }
    for workload in problem.workloads(Split.TRAIN):
        bound = problem.bound(workload)
        assert bound is not None
        print(f"{workload.id} (bound {bound.value:.3f})")
        for name, program in programs.items():
            score = problem.judge(workload, answer_of(problem, program, workload))
            print(f"  {name:9} {score.value:.3f}   {score.feedback}")


if __name__ == "__main__":
    main()
