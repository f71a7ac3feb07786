"""A two-stage gate: a few cheap workloads first, the rest only for programs that may matter.

The first failure ends an evaluation: one time-out is as telling as twelve, and much cheaper.
"""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.program import Program
from adrs.core.seams import Evaluator
from adrs.core.verdict import Evaluation, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.judged import assemble
from adrs.evaluate.scale import Scale


class Cascade:
    """Runs the first ``gate`` workloads, and the others only if the program passes.

    It passes when every answer is valid and the scores are, in the mean over the gate's workloads and on the
    normalised scale, no more than ``margin`` below those of the evaluation it is held against. A program that
    scores exactly the same as its rival on every one of them is taken to behave the same, and stops there.
    """

    def __init__(self, inner: Evaluator, scale: Scale, *, gate: int = 3, margin: float = 0.01) -> None:
        self.inner = inner
        self.scale = scale
        self.gate = gate
        self.margin = margin

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation; incomplete when the gate stopped it."""
        quick, rest = workloads[: self.gate], workloads[self.gate :]
        first = await self._until_failure(program, quick)
        if len(first.verdicts) == len(workloads):
            return first
        if not self._passes(first, against):
            return assemble(self.scale, first.verdicts, complete=False)
        second = await self.inner(program, rest)
        return assemble(self.scale, (*first.verdicts, *second.verdicts))

    async def _until_failure(self, program: Program, workloads: Sequence[Workload]) -> Evaluation:
        verdicts: list[Verdict] = []
        for workload in workloads:
            verdicts += (await self.inner(program, [workload])).verdicts
            if not verdicts[-1].ok:
                break
        return assemble(self.scale, verdicts)

    def _passes(self, first: Evaluation, against: Evaluation | None) -> bool:
        if any(not verdict.ok for verdict in first.verdicts):
            return False
        if against is None or not first.scores:
            return True
        rival = against.scores
        gaps = [score - rival[w] for w, score in first.scores.items() if w in rival]
        if not gaps:
            return True
        return any(gaps) and sum(gaps) / len(gaps) >= -self.margin
