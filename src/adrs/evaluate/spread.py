"""An evaluator that spreads one program's workloads over several sandbox slots."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from adrs.core.program import Program
from adrs.core.seams import Evaluator
from adrs.core.verdict import Evaluation
from adrs.core.workload import Workload
from adrs.evaluate.judged import assemble
from adrs.evaluate.scale import Scale


class Spread:
    """Evaluates in ``parts`` interleaved shares at the same time; the result is as if it were one.

    For the few evaluations at the end of a run, which would leave the other slots idle.
    """

    def __init__(self, inner: Evaluator, scale: Scale, *, parts: int) -> None:
        self.inner = inner
        self.scale = scale
        self.parts = parts

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation, with verdicts in the workloads' order."""
        shares = [workloads[i :: self.parts] for i in range(self.parts)]
        done = await asyncio.gather(*(self.inner(program, share) for share in shares if share))
        verdicts = {v.workload: v for evaluation in done for v in evaluation.verdicts}
        return assemble(self.scale, [verdicts[w.id] for w in workloads])
