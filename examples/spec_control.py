"""Write a controller of speculation lengths, and compare it with the published one.

python examples/spec_control.py
"""

from __future__ import annotations

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems import load
from adrs.testing.inprocess import answer_of

OURS = """
class Policy:
    '''Long for requests whose drafts are accepted, short for the others, shorter in a larger batch.'''

    def decide(self, observation):
        size = len(observation.requests)
        lengths = []
        for request in observation.requests:
            acceptance = (request.accepted + 2.0) / (request.tested + 3.0)
            length, chance = 0, acceptance
            while length < observation.k_max and chance > 0.2 + 0.006 * size:
                length, chance = length + 1, chance * acceptance
            lengths.append(length)
        return lengths
"""


def main() -> None:
    """Print the latency of a few controllers on the train workloads."""
    problem = load("spec_control")
    programs = {
        "none": problem.seeds["naive"],
        "always 4": problem.baselines["fixed_4"],
        "goodput": problem.baselines["human_sota"],
        "ours": Program.from_text(OURS),
    }
    for workload in problem.workloads(Split.TRAIN):
        bound = problem.bound(workload)
        assert bound is not None
        print(f"{workload.id} (bound {bound.value:.3f}, clairvoyant {bound.best_known:.3f})")
        for name, program in programs.items():
            score = problem.judge(workload, answer_of(problem, program, workload))
            print(f"  {name:9} {score.value:.3f}   {score.feedback}")


if __name__ == "__main__":
    main()
