"""The plain evaluator: run in the sandbox, judge the answers here."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Any, Protocol

from adrs.core import wire
from adrs.core.errors import InvalidAnswer
from adrs.core.problem import Bound, Limits, Problem, Score
from adrs.core.program import Program
from adrs.core.seams import Completed, Evaluator, Sandbox
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.scale import Scale

_PAST_BOUND = 1e-9


class ScaledEvaluator(Evaluator, Protocol):
    """An evaluator with a scale of its own."""

    @property
    def scale(self) -> Scale:
        """What normalised scores are read on."""
        ...


class Judged:
    """Evaluates with a problem's judge what a sandbox brings back.

    The judge runs in this process, on its own copy of the workload, and sees only decoded plain data.

    Args:
        problem: Whose judge and bounds are used.
        sandbox: Where programs run.
        limits: Limits per workload.
        scale: Turns values into normalised scores.
    """

    def __init__(
        self, problem: Problem, sandbox: Sandbox, *, limits: Limits, scale: Scale | None = None
    ) -> None:
        self.problem = problem
        self.sandbox = sandbox
        self.limits = limits
        self.scale = scale or Scale(problem.objective, {})

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """Verdicts on all ``workloads``; ``against`` is not needed here."""
        completed = await self.sandbox.run(program, workloads, limits=self.limits)
        verdicts = [self._verdict(w, c) for w, c in zip(workloads, completed, strict=True)]
        return assemble(self.scale, verdicts)

    def _verdict(self, workload: Workload, completed: Completed) -> Verdict:
        if completed.outcome is not Outcome.VALID:
            return Verdict(
                workload=workload.id,
                outcome=completed.outcome,
                feedback=completed.reason,
                usage=completed.usage,
            )
        try:
            score = self.problem.judge(workload, completed.answer)
            self._check(score, workload)
        except InvalidAnswer as reason:
            return Verdict(
                workload=workload.id,
                outcome=Outcome.INVALID,
                feedback=str(reason),
                usage=completed.usage,
            )
        return Verdict(
            workload=workload.id,
            outcome=Outcome.VALID,
            value=score.value,
            normalised=self.scale.normalise(workload.id, score.value),
            metrics=score.metrics,
            feedback=score.feedback,
            answer=answer_digest(completed.answer),
            usage=completed.usage,
        )

    def _check(self, score: Score, workload: Workload) -> None:
        if not math.isfinite(score.value):
            raise InvalidAnswer(f"the value is {score.value}, not a finite number")
        bound = self.problem.bound(workload)
        if bound is not None and passes(score.value, bound, self.problem):
            # The figure itself stays out of the feedback: proposers never see bounds.
            raise InvalidAnswer(
                "quarantined: the value is better than what is proven possible, so the judge or the bound"
                " must be wrong; this is not a record"
            )


def answer_digest(answer: Any) -> str:
    """Digest of a decoded answer, 12 hex digits: programs that agree on it did the same on this workload."""
    return hashlib.blake2b(wire.encode(answer), digest_size=6).hexdigest()


def passes(value: float, bound: Bound, problem: Problem) -> bool:
    """Whether ``value`` is better than a proven bound, beyond rounding."""
    if not bound.kind.proven:
        return False
    slack = _PAST_BOUND * max(1e-12, abs(bound.value))
    return problem.objective.better(value, bound.value) and abs(value - bound.value) > slack


def assemble(scale: Scale, verdicts: Sequence[Verdict], *, complete: bool = True) -> Evaluation:
    """An evaluation from its verdicts; value and score only if complete and all valid."""
    value, score = scale.aggregate(verdicts) if complete else (None, None)
    return Evaluation(verdicts=tuple(verdicts), value=value, score=score, complete=complete)
