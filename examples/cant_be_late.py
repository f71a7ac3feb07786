"""How far ahead of the deadline's line should a job on spot machines stay?

Scores one policy with several margins on the validation workloads, and shows the human state of the art and
the clairvoyant beside it. Takes a few seconds: ``python examples/cant_be_late.py``.
"""

from __future__ import annotations

from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.problems.cant_be_late.problem import create
from adrs.testing.inprocess import answer_of

POLICY = """
import math

class Policy:
    def decide(self, o):
        room = math.floor((o.deadline_s - o.elapsed_s) / o.gap_s)
        need = math.ceil((o.left_s + o.overhead_s) / o.gap_s)
        if need + 1 >= room:
            return "on_demand"  # a gap before the guarantee would step in
        if o.has_spot:
            return "spot"
        ahead_s = o.done_s - o.elapsed_s * o.duration_s / o.deadline_s
        return "on_demand" if ahead_s < {margin_s} else "wait"
"""

PROBLEM = create()
WORKLOADS = PROBLEM.workloads(Split.VALIDATION)


def cost(program: Program) -> float:
    """Mean cost in USD; the judge replays every decision on its own traces."""
    scores = [PROBLEM.judge(w, answer_of(PROBLEM, program, w)) for w in WORKLOADS]
    return PROBLEM.objective.combine([score.value for score in scores])


def main() -> None:
    """Print a line for each policy."""
    print(f"on demand only      {cost(PROBLEM.baselines['on_demand']):8.2f} USD a run")
    print(f"uniform progress    {cost(PROBLEM.baselines['human_sota']):8.2f}")
    for margin_s in (-7200, -3600, 0, 1800, 3600, 7200):
        program = Program.from_text(POLICY.format(margin_s=margin_s))
        print(f"margin {margin_s:6} s     {cost(program):8.2f}")
    bounds = [bound.value for w in WORKLOADS if (bound := PROBLEM.bound(w)) is not None]
    print(f"clairvoyant         {PROBLEM.objective.combine(bounds):8.2f}  (no policy can be cheaper)")


if __name__ == "__main__":
    main()
