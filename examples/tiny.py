"""The whole idea on two screens: state a problem, search, and believe the result.

Jobs with a weight and a length wait for one machine. A program orders them; the judge adds up weight times
completion time. Smith's rule (1956) is optimal, so the end of the search is known beforehand. Run it with
``python examples/tiny.py``.
"""

from __future__ import annotations

import asyncio
import re
import time
from random import Random

from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Bound, BoundKind, Contract, Direction, Limits, Objective, Score
from adrs.core.program import Program
from adrs.core.workload import Split, Workload
from adrs.run.config import RunConfig
from adrs.run.session import Cast, Session, arms
from adrs.run.summary import summarise
from adrs.sandbox.forkserver import ForkServer
from adrs.search.top_k import TopKStrategy
from adrs.store.memory import MemoryStore

RULE = """
def solve(inputs):
    def urgency(job):
        weight, length = job
        return weight ** {weight} * length ** {length}

    jobs = inputs["jobs"]
    return sorted(range(len(jobs)), key=lambda index: -urgency(jobs[index]))
"""


def cost(jobs: list[list[int]], order: list[int]) -> float:
    """Weighted sum of completion times."""
    clock = total = 0.0
    for index in order:
        clock += jobs[index][1]
        total += jobs[index][0] * clock
    return total


class Jobs:
    """A problem: what a program sees, how its answer is judged, and what nobody can beat."""

    name = "jobs"
    title = "Jobs on one machine"
    statement = "Order `inputs['jobs']`, pairs of weight and length, so that heavy jobs end early."
    objective = Objective(name="weighted completion time", unit="ticks", direction=Direction.MINIMIZE)
    contract = Contract(function="solve", parameters={"inputs": "dict[str, list]"}, returns="list[int]")
    harness = "adrs.testing.echo_harness"  # runs beside the program: calls solve(inputs)
    limits = search_limits = Limits(cpu_s=1.0, wall_s=2.0)
    seeds = {"naive": Program.from_text(RULE.format(weight="0.0", length="0.0"))}
    baselines = {"human_sota": Program.from_text(RULE.format(weight="1.0", length="0.0"))}
    citations = {"human_sota": "heaviest job first"}

    def sizes(self) -> dict[Split, int]:
        return {Split.TRAIN: 6, Split.VALIDATION: 6, Split.TEST: 12}

    def workloads(self, split: Split) -> list[Workload]:
        return [self._workload(split, number) for number in range(self.sizes().get(split, 0))]

    def _workload(self, split: Split, number: int) -> Workload:
        rng = Random(f"{split} {number}")
        jobs = [[rng.randint(1, 20), rng.randint(1, 20)] for _ in range(30)]
        return Workload(f"{split}/{number}", split, {"jobs": jobs})

    def judge(self, workload: Workload, answer: object) -> Score:
        jobs = workload.inputs["jobs"]
        whole = type(answer) is list and all(type(index) is int for index in answer)
        if not whole or sorted(answer) != list(range(len(jobs))):
            raise InvalidAnswer("the answer is not an order of all jobs")
        return Score(cost(jobs, answer))

    def bound(self, workload: Workload) -> Bound:
        jobs = workload.inputs["jobs"]
        smith = sorted(range(len(jobs)), key=lambda index: -jobs[index][0] / jobs[index][1])
        return Bound(cost(jobs, smith), BoundKind.OPTIMAL)

    def published(self, verdicts: object, split: Split) -> None:
        """There is no public board."""


class Constants:
    """A proposer with one idea: draw one number of the program anew."""

    name = "random"
    operators = ("constant",)

    async def propose(self, problem: object, brief: Brief) -> Proposal:
        rng = Random(brief.seed)
        text = brief.parent.candidate.program.text
        spot = rng.choice(list(re.finditer(r"-?\d+\.\d+", text)))
        drawn = f"{rng.uniform(-2, 2):.2f}"
        program = Program.from_text(text[: spot.start()] + drawn + text[spot.end() :])
        return Proposal(program=program, note=f"{spot.group()} becomes {drawn}")


async def main() -> None:
    """Search with 150 candidates, and print what came of it."""
    problem, proposers = Jobs(), {"random": Constants()}
    config = RunConfig(problem=problem.name, evaluations=150, workers=1)
    cast = Cast(
        problem=problem,
        strategy=TopKStrategy(arms(proposers), seed=config.seed),
        proposers=proposers,
        sandbox=ForkServer(problem.harness, slots=config.workers),
        store=MemoryStore(),
        clock=time.time,
    )
    session = Session("jobs-1", config, cast)
    session.begin()
    try:
        state = await session.run()
    finally:
        await cast.sandbox.aclose()
    result = summarise(state, problem)
    best, margin = result["best"], result["test_margin"]
    print(cast.store.program(state.finalist(best["candidate"]).program).text)
    print(f"test: {best['test']:.1f}, optimum {best['bound']['value']:.1f}")
    print(f"gain over heaviest job first: {margin['mean']:.1%} ({margin['low']:.1%} to {margin['high']:.1%})")


if __name__ == "__main__":
    asyncio.run(main())
