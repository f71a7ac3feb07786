"""A cheap evaluation first, and the dear one only for programs that pass it."""

from __future__ import annotations

from collections.abc import Sequence

from adrs.core.program import Program
from adrs.core.seams import Evaluator
from adrs.core.verdict import Evaluation, Outcome
from adrs.core.workload import Workload


class Cascade:
    """Evaluates with ``full`` what ``quick`` finds valid and does not give up on.

    What is given up on keeps the quick verdicts, so ``quick`` has to flatter: with it, no program may come
    out worse than with ``full``.
    """

    def __init__(self, quick: Evaluator, full: Evaluator) -> None:
        self.quick = quick
        self.full = full

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The full evaluation, or the quick one of a program that failed or fell behind."""
        first = await self.quick(program, workloads, against=against)
        if not first.complete or first.outcome is not Outcome.VALID:
            return first
        return await self.full(program, workloads, against=against)
