"""An evaluator for problems in which speed counts: program and reference run in turns, and a ratio is taken.

CPU seconds of one run depend on the machine and on who else is on it. Of two programs that run in turns, in
the same sandbox on the same workload, both are slowed alike, and the ratio stays: how well is measured by
``benchmarks/paced_noise.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from statistics import median

from adrs.core.errors import PlaceLost, SandboxError
from adrs.core.pace import Pace, pace_of
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Evaluator, Sandbox
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Workload
from adrs.evaluate.judged import Judged, assemble
from adrs.evaluate.scale import Scale

Slot = Callable[[], AbstractAsyncContextManager[None]]
"""Held while time is measured: nobody else on the machine measures then, as far as that can be had."""

RESOLUTION_S = 0.0005
"""Net CPU time below this counts as this: a process's start varies by as much."""

_PLACES = 3
"""On how many machines in succession a measurement may be lost before the run gives up."""


class Paced:
    """Wraps :class:`Judged`: measures the CPU ratio, and lets the problem's pace charge for it.

    Every run of the program is a fresh process that cannot tell the rounds apart, and every answer is judged:
    the worst counts, so that being quick and poor in some rounds gains nothing.

    Args:
        inner: Judges, and knows problem, sandbox and limits.
        pace: What is measured, and what it costs.
        rounds: How often; 0 fixes the time term: the program alone is run, and the pace's ``fixed_ratio``
            counts.
        slot: Held during the rounds of a workload.
    """

    def __init__(self, inner: Judged, pace: Pace, *, rounds: int, slot: Slot = nullcontext) -> None:
        self.inner = inner
        self.pace = pace
        self.rounds = rounds
        self._slot = slot if rounds else nullcontext

    async def __call__(
        self,
        program: Program,
        workloads: Sequence[Workload],
        *,
        against: Evaluation | None = None,
    ) -> Evaluation:
        """Verdicts with the metric ``cpu_ratio`` and the final value; ``against`` is not needed here."""
        verdicts = [await self._alone(program, workload) for workload in workloads]
        return assemble(self.inner.scale, verdicts)

    async def _alone(self, program: Program, workload: Workload) -> Verdict:
        for _ in range(_PLACES - 1):
            try:
                return await self._in_slot(program, workload)
            except PlaceLost:  # rounds of two machines make no ratio: all of them again, elsewhere
                continue
        return await self._in_slot(program, workload)

    async def _in_slot(self, program: Program, workload: Workload) -> Verdict:
        async with self._slot():
            return await self._one(program, workload)

    async def _one(self, program: Program, workload: Workload) -> Verdict:
        verdicts: list[Verdict] = []
        laps: list[Lap] = []
        for number in range(max(self.rounds, 1)):
            if self.rounds == 0:
                verdict = await self._judged(program, workload)
            else:
                verdict, lap = await self._round(program, workload, number)
                laps.append(lap)
            if not verdict.ok:
                return verdict
            verdicts.append(verdict)
        return self._charged(self._worst(verdicts), ratio_of(laps) if laps else None)

    async def _round(self, program: Program, workload: Workload, number: int) -> tuple[Verdict, Lap]:
        """One run of each; whoever came first comes last in the next round."""
        verdict = await self._judged(program, workload) if number % 2 == 0 else None
        if verdict is not None and not verdict.ok:
            return verdict, Lap(program_s=verdict.usage.cpu_s)
        idle_s = await self._seconds(self.pace.idle, workload)
        reference_s = await self._seconds(self.pace.reference, workload)
        verdict = verdict or await self._judged(program, workload)
        return verdict, Lap(program_s=verdict.usage.cpu_s, reference_s=reference_s, idle_s=idle_s)

    async def _judged(self, program: Program, workload: Workload) -> Verdict:
        return (await self.inner(program, [workload])).verdicts[0]

    async def _seconds(self, program: Program, workload: Workload) -> float:
        problem = self.inner.problem
        (done,) = await self.inner.sandbox.run(program, [workload], limits=problem.limits)
        if done.outcome is not Outcome.VALID:
            which = "reference" if program is self.pace.reference else "idle program"
            raise SandboxError(
                f"the {which} of {problem.name} did not get through {workload.id}, so no ratio can be taken:"
                f" {done.outcome.value}, {done.reason}; is the machine overloaded?"
            )
        return done.usage.cpu_s

    def _worst(self, verdicts: Sequence[Verdict]) -> Verdict:
        worst, *others = verdicts
        for verdict in others:
            assert worst.value is not None
            assert verdict.value is not None
            if self.inner.problem.objective.better(worst.value, verdict.value):
                worst = verdict
        return worst

    def _charged(self, verdict: Verdict, ratio: float | None) -> Verdict:
        assert verdict.value is not None
        value = self.pace.charge(verdict.value, self.pace.fixed_ratio if ratio is None else ratio)
        if self.inner.problem.objective.better(value, verdict.value):
            raise ValueError(f"the pace of {self.inner.problem.name} improves {verdict.value} to {value}")
        charged = replace(
            verdict, value=value, normalised=self.inner.scale.normalise(verdict.workload, value)
        )
        if ratio is None:
            return charged
        said = f"CPU time: {ratio:.2g} times as fast as the reference program"
        return replace(
            charged,
            metrics={**verdict.metrics, "cpu_ratio": ratio},
            feedback=f"{verdict.feedback}; {said}" if verdict.feedback else said,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """CPU seconds of one round."""

    program_s: float
    reference_s: float = 0.0
    idle_s: float = 0.0


def ratio_of(laps: Sequence[Lap]) -> float:
    """Median over rounds of reference over program, both less the idle program's median.

    The cost of a process alone is the same in every round, so its median is taken off; what is left of
    program and reference is compared within a round, where the machine was the same to both.
    """
    idle_s = median(lap.idle_s for lap in laps)
    return median(_net(lap.reference_s, idle_s) / _net(lap.program_s, idle_s) for lap in laps)


def _net(cpu_s: float, idle_s: float) -> float:
    return max(cpu_s - idle_s, RESOLUTION_S)


def evaluator(
    problem: Problem,
    sandbox: Sandbox,
    *,
    searching: bool = False,
    scale: Scale | None = None,
    fixed_time: bool = False,
    slot: Slot = nullcontext,
) -> tuple[Evaluator, Scale]:
    """The evaluator that a problem asks for, plain or paced, and the scale it uses.

    Args:
        problem: What is judged.
        sandbox: Where programs run.
        searching: Whether the tighter limits and fewer rounds of a search apply.
        scale: Turns values into normalised scores.
        fixed_time: Whether the ratio counts as the pace's ``fixed_ratio``, so that results repeat.
        slot: Held while time is measured.
    """
    limits = problem.search_limits if searching else problem.limits
    judged = Judged(problem, sandbox, limits=limits, scale=scale)
    pace = pace_of(problem)
    if pace is None:
        return judged, judged.scale
    rounds = pace.search_rounds if searching else pace.rounds
    return Paced(judged, pace, rounds=0 if fixed_time else rounds, slot=slot), judged.scale
