"""A problem that fits in the head, a sandbox without walls and a proposer of numbers, for tests of the loop.

Jobs with weights and lengths are put in order to minimise the weighted sum of completion times; Smith's rule
(1956), heaviest per unit of length first, is optimal, so every figure can be checked by hand.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

from adrs.core import wire
from adrs.core.candidate import Brief, Proposal
from adrs.core.errors import DataError, InvalidAnswer, ProposalError
from adrs.core.problem import (
    Bound,
    BoundKind,
    Contract,
    Direction,
    Limits,
    Objective,
    Problem,
    Published,
    Score,
)
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Outcome, Usage, Verdict
from adrs.core.workload import Split, Workload

RULE = """def solve(jobs):
    return sorted(range(len(jobs)), key=lambda i: {key})
"""
NAIVE = RULE.format(key="jobs[i][0] * 1.0 + jobs[i][1] * 0.0")
HUMAN = RULE.format(key="jobs[i][1]")
BEST = RULE.format(key="-jobs[i][0] / jobs[i][1]")


def cost(jobs: Sequence[Sequence[int]], order: Sequence[int]) -> float:
    """Weighted sum of completion times; a job is ``(weight, length)``."""
    clock = total = 0
    for index in order:
        weight, length = jobs[index]
        clock += length
        total += weight * clock
    return float(total)


class TinyProblem:
    """Implements :class:`adrs.core.problem.Problem`."""

    name = "tiny"
    title = "Jobs in order"
    statement = "Put the jobs `(weight, length)` in an order that makes the weighted completion time small."
    objective = Objective(name="weighted completion time", unit="ticks", direction=Direction.MINIMIZE)
    contract = Contract(function="solve", parameters={"jobs": "list[tuple[int, int]]"}, returns="list[int]")
    harness = "none"
    limits = Limits()
    search_limits = Limits()
    seeds: Mapping[str, Program] = {"naive": Program.from_text(NAIVE)}
    baselines: Mapping[str, Program] = {
        "human_sota": Program.from_text(HUMAN),
        "smith": Program.from_text(BEST),
    }
    citations: Mapping[str, str] = {"human_sota": "folklore", "smith": "W. E. Smith, 1956"}

    def __init__(self, data: Path | None = None) -> None:
        self.data = data

    def workloads(self, split: Split) -> Sequence[Workload]:
        if split is Split.LEADERBOARD and self.data is None:
            raise DataError("the leaderboard split of tiny needs its data; give --data DIR")
        return [self._workload(split, number) for number in range(self.sizes()[split])]

    def _workload(self, split: Split, number: int) -> Workload:
        rng = Random(f"{split}/{number}")
        jobs = [[rng.randint(1, 9), rng.randint(1, 9)] for _ in range(8)]
        return Workload(f"{split}/{number}", split, {"jobs": jobs}, family="random")

    def sizes(self) -> Mapping[Split, int]:
        return {Split.TRAIN: 4, Split.VALIDATION: 3, Split.TEST: 3, Split.LEADERBOARD: 1}

    def judge(self, workload: Workload, answer: Any) -> Score:
        jobs = workload.inputs["jobs"]
        if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(map(str, range(len(jobs)))):
            raise InvalidAnswer("the answer is not an order of all jobs")
        return Score(cost(jobs, answer), feedback="see Smith 1956")

    def bound(self, workload: Workload) -> Bound | None:
        jobs = workload.inputs["jobs"]
        order = sorted(range(len(jobs)), key=lambda i: -jobs[i][0] / jobs[i][1])
        return Bound(cost(jobs, order), BoundKind.OPTIMAL)

    def published(self, verdicts: Sequence[Verdict], split: Split) -> Published | None:
        if split is not Split.LEADERBOARD:
            return None
        return Published("board score", -sum(v.value or 0.0 for v in verdicts))


class InProcess:
    """A sandbox without walls: runs ``solve`` here."""

    def __init__(self, problem: Problem, slots: int = 1, unsafe: bool = False) -> None:
        self.closed = False

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        await asyncio.sleep(0)
        return [self._one(program, workload) for workload in workloads]

    def _one(self, program: Program, workload: Workload) -> Completed:
        module, usage = ModuleType("candidate"), Usage(cpu_s=0.25)
        try:
            exec(program.text, module.__dict__)
            answer = wire.decode(wire.encode(module.solve(workload.inputs["jobs"])))
        except Exception as error:
            return Completed(
                workload=workload.id, outcome=Outcome.CRASHED, reason=f"{type(error).__name__}: {error}"
            )
        return Completed(workload=workload.id, outcome=Outcome.VALID, answer=answer, usage=usage)

    async def aclose(self) -> None:
        self.closed = True

    def describe(self) -> Mapping[str, bool | str]:
        return {"kind": "in process", "network closed": False}


class Constants:
    """A proposer that draws one number of the program anew."""

    name = "genetic"
    operators: Sequence[str] = ("constants",)

    async def propose(self, problem: Problem, brief: Brief) -> Proposal:
        await asyncio.sleep(0)
        rng = Random(brief.seed)
        numbers = list(re.finditer(r"-?\d+\.\d+", brief.parent.candidate.program.text))
        if not numbers or rng.random() < 0.1:
            raise ProposalError("no number to change")
        spot = rng.choice(numbers)
        text = brief.parent.candidate.program.text
        drawn = f"{rng.uniform(-3, 3):.2f}"
        return Proposal(
            program=Program.from_text(text[: spot.start()] + drawn + text[spot.end() :]),
            note=f"{spot.group()} -> {drawn}",
            usage=Usage(tokens=10, cost_usd=0.01),
        )
