"""An evaluator that gives each workload its own place in the queue, so that all sandbox slots are used."""

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
    """Wraps an evaluator; the result is the same, sooner. For scoring one program, not for searching.

    Args:
        inner: Evaluates one workload at a time.
        scale: Turns values into scores.
    """

    def __init__(self, inner: Evaluator, scale: Scale) -> None:
        self.inner = inner
        self.scale = scale

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """Verdicts on all ``workloads``, in their order."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self.inner(program, [w], against=against)) for w in workloads]
        except BaseExceptionGroup as group_error:
            raise group_error.exceptions[0] from None  # the first failure is the one that tells
        return assemble(self.scale, [verdict for task in tasks for verdict in task.result().verdicts])
