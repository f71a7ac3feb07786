"""One program on one split, with its scale: what ``adrs score`` prints."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.verdict import Evaluation
from adrs.core.workload import Workload
from adrs.evaluate.paced import Slot, evaluator
from adrs.evaluate.scale import Anchors, Scale
from adrs.evaluate.spread import Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """A program beside the two that span its scale, on the same workloads in the same sandbox."""

    ours: Evaluation
    naive: Evaluation
    human: Evaluation

    def normalised(self, problem: Problem) -> float | None:
        """Where our value lies: 0 = naive, 1 = human; ``None`` without all three values."""
        ours, naive, human = self.ours.value, self.naive.value, self.human.value
        if ours is None or naive is None or human is None:
            return None
        return Anchors(naive, human).place(ours, problem.objective.direction)

    def scale(self, problem: Problem) -> Scale:
        """The scale that the two references span."""
        return Scale.between(problem.objective, self.naive, self.human)


async def report_card(
    problem: Problem,
    sandbox: Sandbox,
    programs: tuple[Program, Program, Program],
    workloads: Sequence[Workload],
    *,
    parts: int = 1,
    fixed_time: bool = False,
    slot: Slot = nullcontext,
) -> ReportCard:
    """Score ``(ours, naive, human)`` on ``workloads`` under the problem's full limits.

    Each program's workloads are run in ``parts`` shares at the same time. Where speed counts, ``fixed_time``
    leaves it out, and else ``slot`` is held while it is measured.

    Raises:
        SandboxError: The sandbox broke.
    """
    scored, scale = evaluator(problem, sandbox, fixed_time=fixed_time, slot=slot)
    spread = Spread(scored, scale, parts=parts)
    distinct = {program.digest: program for program in programs}
    results = await asyncio.gather(*(spread(p, workloads) for p in distinct.values()))
    found = dict(zip(distinct, results, strict=True))
    ours, naive, human = (found[program.digest] for program in programs)
    return ReportCard(ours=ours, naive=naive, human=human)
