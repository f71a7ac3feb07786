"""What a proposer may do besides writing: try a program on train workloads, see where its time goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from operator import itemgetter
from typing import Any, Protocol, runtime_checkable

from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Evaluator, Sandbox
from adrs.core.verdict import Evaluation, Outcome
from adrs.core.workload import Split, Workload
from adrs.evaluate.paced import Slot, evaluator
from adrs.evaluate.scale import Scale
from adrs.propose.findings import Findings
from adrs.propose.profile import Profiler

_DECISIONS = 6
_REMEMBERED = 64


@runtime_checkable
class Regretful(Protocol):
    """A problem that can say, after the fact, which decisions of an answer cost most."""

    def regrets(self, workload: Workload, answer: Any) -> Sequence[tuple[float, str]]:
        """``(loss in the objective's unit, sentence)`` of single decisions, the largest loss first.

        Asked for train workloads only. A sentence speaks of what the program could see, and states no bound.
        """
        ...


class Workbench:
    """Runs programs for proposers: in the sandbox, on train workloads, and on no others.

    Args:
        problem: What programs are for.
        sandbox: Where they run.
        fixed_time: As in the run's configuration.
        profiles: Whether time is profiled. Shares of time differ a little at every run, and with them the
            prompts that quote them: a run that is to be replayed does without.
    """

    def __init__(
        self, problem: Problem, sandbox: Sandbox, *, fixed_time: bool = False, profiles: bool = True
    ) -> None:
        self.problem = problem
        self.sandbox = sandbox
        self._fixed_time = fixed_time
        self._profiles = profiles
        self._examined: OrderedDict[str, Findings] = OrderedDict()
        self._evaluator: Evaluator | None = None

    def calibrate(self, scale: Scale, *, slot: Slot = nullcontext) -> None:
        """Report scores on this scale from now on, and hold ``slot`` while time is measured."""
        self._evaluator, _ = evaluator(
            self.problem,
            self.sandbox,
            searching=True,
            scale=scale,
            fixed_time=self._fixed_time,
            slot=slot,
        )

    async def test(self, program: Program) -> Evaluation:
        """The evaluation on all train workloads; no race."""
        if self._evaluator is None:
            raise RuntimeError("a program is tested before the run has its scale")
        return await self._evaluator(program, self.problem.workloads(Split.TRAIN))

    async def examine(self, program: Program) -> Findings:
        """Hot spots and regretted decisions of a program; empty where nothing can be found out.

        The newest are remembered: many briefs start from one parent.
        """
        if program.digest not in self._examined:
            train = self.problem.workloads(Split.TRAIN)
            profile = await self._profile(program, train[-1]) if self._profiles else Findings()
            found = replace(profile, decisions=await self._regrets(program, train))
            self._examined[program.digest] = found
            if len(self._examined) > _REMEMBERED:
                self._examined.popitem(last=False)
            return found
        return self._examined[program.digest]

    async def _profile(self, program: Program, workload: Workload) -> Findings:
        function, limits = self.problem.contract.function, self.problem.search_limits
        return await Profiler(self.sandbox, workload, function=function, limits=limits)(program)

    async def _regrets(self, program: Program, workloads: Sequence[Workload]) -> tuple[str, ...]:
        if not isinstance(self.problem, Regretful):
            return ()
        done = await self.sandbox.run(program, workloads, limits=self.problem.search_limits)
        found: list[tuple[float, str]] = []
        for workload, completed in zip(workloads, done, strict=True):
            if completed.outcome is Outcome.VALID:
                told = self.problem.regrets(workload, completed.answer)
                found += [(loss, f"{workload.id}: {sentence}") for loss, sentence in told]
        found.sort(key=itemgetter(0), reverse=True)
        return tuple(sentence for _, sentence in found[:_DECISIONS])
