"""Holds evaluations against a run's rails and further objectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adrs.core.acceptance import Acceptance, Also
from adrs.core.errors import UsageError
from adrs.core.program import Program
from adrs.core.seams import Evaluator
from adrs.core.verdict import Evaluation
from adrs.core.workload import Workload
from adrs.evaluate.scale import Anchors


class Weighed:
    """Wraps an evaluator: what passes all workloads is also weighed.

    Args:
        inner: Evaluates.
        acceptance: What is asked.
        naive: The naive seed on the same workloads; 0 on the scale of further objectives.
        human: The human program on the same workloads; 1 on that scale, and what rails may be relative to.

    Raises:
        UsageError: A metric that the judge does not report.
    """

    def __init__(
        self, inner: Evaluator, acceptance: Acceptance, *, naive: Evaluation, human: Evaluation
    ) -> None:
        self._inner = inner
        self._acceptance = acceptance
        self._naive = naive
        self._human = human
        check(acceptance, human)

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """The evaluation with ``violation`` and ``also``."""
        if against is not None and against.violation:
            against = None  # who breaks a rail is no rival: keeping it may cost some of the score
        evaluation = await self._inner(program, workloads, against=against)
        return weigh(evaluation, self._acceptance, naive=self._naive, human=self._human)


def weigh(
    evaluation: Evaluation, acceptance: Acceptance, *, naive: Evaluation, human: Evaluation
) -> Evaluation:
    """``evaluation`` held against the rails; as it is where it has no value."""
    if evaluation.value is None or not acceptance:
        return evaluation
    violation = 0.0
    for rail in acceptance.rails:
        value = metric(evaluation, rail.metric)
        # A metric that is no longer reported is not a metric that is kept.
        violation += 1.0 if value is None else rail.violation(value, metric(human, rail.metric))
    also = {goal.metric: _placed(goal, evaluation, naive, human) for goal in acceptance.also}
    return replace(
        evaluation, violation=violation, also={name: v for name, v in also.items() if v is not None}
    )


def metric(evaluation: Evaluation, name: str) -> float | None:
    """Mean of a metric over the workloads that report it; ``None`` if none does."""
    values = [verdict.metrics[name] for verdict in evaluation.verdicts if name in verdict.metrics]
    return sum(values) / len(values) if values else None


def check(acceptance: Acceptance, human: Evaluation) -> None:
    """Nothing, if the human program's evaluation has every metric that is asked for.

    Raises:
        UsageError: It lacks one; says which there are.
    """
    there = sorted({name for verdict in human.verdicts for name in verdict.metrics})
    for name in [rail.metric for rail in acceptance.rails] + [goal.metric for goal in acceptance.also]:
        if name not in there:
            raise UsageError(f"the judge reports no metric {name!r}; there are {', '.join(there) or 'none'}")


def _placed(goal: Also, evaluation: Evaluation, naive: Evaluation, human: Evaluation) -> float | None:
    value, low, high = (metric(e, goal.metric) for e in (evaluation, naive, human))
    if value is None or low is None or high is None:
        return None
    placed = Anchors(low, high).place(value, goal.direction)
    if placed is not None:
        return placed
    # The human program is no better here than the naive one: no scale, but still a direction.
    sign = -1.0 if goal.direction.value == "minimize" else 1.0
    return sign * (value - low) / max(abs(low), 1e-12)
