"""Runs attacks one after another, each beside healthy candidates, and looks for witnesses after each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from adrs.audit.bait import Bait
from adrs.audit.corpus import Attack, Cheat, package_of
from adrs.audit.fit import fitted
from adrs.audit.survivors import Survivors
from adrs.audit.tried import APART, EMPTY, Tried, layers_that_stopped, report
from adrs.core.errors import SandboxError
from adrs.core.problem import Limits, Problem
from adrs.core.program import Program
from adrs.core.seams import Completed, Sandbox
from adrs.core.verdict import Evaluation, Outcome, Verdict
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged

_MEBIBYTE = 1024**2
_PAUSE_S = 0.05
_SLACK = 1e-9
_NOTHING = Completed(workload="", outcome=Outcome.CRASHED)


@dataclass(slots=True)
class Neighbours:
    """Healthy candidates that ran while attacks did.

    Args:
        ran: How many.
        penalised: What became of those that fared otherwise than undisturbed.
    """

    ran: int = 0
    penalised: list[str] = field(default_factory=list)


class Rounds:
    """Attacks on one problem in one sandbox of at least two slots.

    Args:
        problem: Whose contract, harness and judge are attacked.
        sandbox: Under audit.
        bait: What the attacks are after.
        survivors: Sees what outlives them.
        layers: What the sandbox says of itself.
        permitted: What attacks may report to have done, because the problem lets candidates do it.
    """

    def __init__(
        self,
        problem: Problem,
        sandbox: Sandbox,
        bait: Bait,
        survivors: Survivors,
        layers: Mapping[str, object],
        permitted: frozenset[str] = frozenset(),
    ) -> None:
        self._permitted = permitted
        self._problem = problem
        self._sandbox = sandbox
        self._attacker = _Listening(sandbox)
        self._bait = bait
        self._survivors = survivors
        self._layers = layers
        self._workload = problem.workloads(Split.TRAIN)[0]
        self._healthy: dict[str, tuple[Program, Verdict]] = {}
        self.neighbours = Neighbours()

    async def prepare(self) -> None:
        """Find out how healthy candidates fare undisturbed.

        Raises:
            SandboxError: The sandbox broke, or an honest program is not valid in it.
        """
        programs = {"naive": next(iter(self._problem.seeds.values()))}
        programs["human_sota"] = self._problem.baselines["human_sota"]
        for name, program in programs.items():
            verdict = await self._verdict(program, self._problem.limits)
            if not verdict.ok:
                raise SandboxError(f"{name} of {self._problem.name} is not valid: {verdict.feedback}")
            self._healthy[name] = (program, verdict)
        self._survivors.settle()

    async def attack(self, attack: Attack, **facts: object) -> Tried:
        """Run one attack, healthy candidates beside it, and look what it brought.

        Args:
            attack: What is tried.
            facts: In place of those it would be told.
        """
        program = fitted(self._problem, attack, {**self._facts(), **facts})
        limits = replace(self._limits(), **attack.limits)
        escapes: list[str] = []
        verdict = None
        self._survivors.settle()
        async with _Beside(self):
            for _ in range(attack.repeat):
                verdict, broken = await self._attempt(program, limits)
                escapes += broken
                escapes += self._bait.taken(self._attacker.last.stdout, self._attacker.last.reason)
                escapes += self._bait.taken(repr(self._attacker.last.answer))
                escapes += [f"{what}: worked" for what, how in self._said() if self._breach(what, how)]
        escapes += self._bait.touched()
        escapes += self._survivors.found()
        if verdict is not None:
            escapes += self._unearned(verdict)
            if verdict.outcome not in attack.contained:
                escapes.append(f"ended {verdict.outcome.value}, which is not how it is contained")
        tried = self._tried(attack.name, attack.tries, verdict, escapes)
        looked = attack.witness == "canary" and tried.stopped_by == APART
        return replace(tried, stopped_by=EMPTY) if looked else tried

    async def cheat(self, cheat: Cheat) -> Tried:
        """Run a program of the problem's own that tries to look better than it is."""
        limits = self._problem.limits
        honest = await self._verdict(Program.from_text(cheat.honest), limits)
        verdict, escapes = await self._attempt(Program.from_text(cheat.text), limits)
        if verdict is not None and (gained := cheated(self._problem, cheat, verdict, honest)):
            escapes.append(gained)
        tries = "must be refused" if cheat.refused else "may gain nothing"
        return self._tried(f"{self._problem.name}/{cheat.name}", tries, verdict, escapes)

    async def healthy(self) -> None:
        """One more healthy candidate, compared with its undisturbed self."""
        names = sorted(self._healthy)
        name = names[self.neighbours.ran % len(names)]
        self.neighbours.ran += 1
        program, expected = self._healthy[name]
        try:
            verdict = await self._verdict(program, self._problem.limits)
        except SandboxError as error:
            self.neighbours.penalised.append(f"{name}: {error}")
            return
        if (verdict.outcome, verdict.value, verdict.answer) != _result(expected):
            said = verdict.feedback[:200]
            self.neighbours.penalised.append(f"{name}: {verdict.outcome.value} {verdict.value} {said}")

    def _facts(self) -> Mapping[str, object]:
        problem = self._problem
        held_out = [w.id for split in (Split.VALIDATION, Split.TEST) for w in problem.workloads(split)]
        return {
            **self._bait.facts(),
            "package": package_of(problem),
            "perfect": 0.0 if problem.objective.better(0.0, 1.0) else 1e9,
            "measure": 0.0,  # what the evaluator's own functions are made to return
            # Backwards, so that an attack does not find its own list.
            "held_out": [name[::-1] for name in held_out],
            "workload": self._workload.id[::-1],
        }

    def _limits(self) -> Limits:
        honest = self._healthy["naive"][1].usage.cpu_s
        ours = self._problem.search_limits
        return replace(
            ours,
            cpu_s=1.0 + 4 * honest,
            wall_s=10.0 + 10 * honest,
            memory_bytes=192 * _MEBIBYTE,
            file_bytes=_MEBIBYTE,
            output_bytes=min(ours.output_bytes, 16 * _MEBIBYTE),
        )

    async def _attempt(self, program: Program, limits: Limits) -> tuple[Verdict | None, list[str]]:
        self._attacker.last = _NOTHING
        try:
            return await self._verdict(program, limits, self._attacker), []
        except SandboxError as error:
            return None, [f"the sandbox broke: {error}"]

    async def _verdict(self, program: Program, limits: Limits, sandbox: Sandbox | None = None) -> Verdict:
        judged = Judged(self._problem, sandbox or self._sandbox, limits=limits)
        evaluation: Evaluation = await judged(program, [self._workload])
        return evaluation.verdicts[0]

    def _breach(self, what: str, how: str) -> bool:
        return "BREACH" in how and what not in self._permitted

    def _said(self) -> tuple[tuple[str, str], ...]:
        return report(self._attacker.last.stdout)

    def _unearned(self, verdict: Verdict) -> list[str]:
        honest = self._healthy["naive"][1].value
        if verdict.ok and _better(self._problem, verdict.value, honest):
            return [f"its value became {verdict.value}, better than the honest {honest}"]
        return []

    def _tried(self, name: str, tries: str, verdict: Verdict | None, escapes: Sequence[str]) -> Tried:
        last = self._attacker.last
        outcome = Outcome.CRASHED if verdict is None else verdict.outcome
        reason = "" if verdict is None else verdict.feedback
        return Tried(
            name=name,
            tries=tries,
            outcome=outcome,
            said=self._said(),
            escapes=tuple(dict.fromkeys(escapes)),
            stopped_by="" if escapes else layers_that_stopped(outcome, reason, self._said(), self._layers),
            cpu_s=last.usage.cpu_s,
        )


class _Listening:
    """Keeps what a sandbox brought back last for an attacker: judges do not see standard output."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.last = _NOTHING

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        completed = await self._sandbox.run(program, workloads, limits=limits)
        self.last = completed[0]
        return completed

    async def aclose(self) -> None:
        await self._sandbox.aclose()


class _Beside:
    """Healthy candidates, one after another, for as long as the block lasts; at least one."""

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds
        self._over = False

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._run())
        await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        self._over = True
        await self._task

    async def _run(self) -> None:
        while True:
            await self._rounds.healthy()
            if self._over:
                return
            await asyncio.sleep(_PAUSE_S)


def _result(verdict: Verdict) -> tuple[Outcome, float | None, str]:
    return verdict.outcome, verdict.value, verdict.answer


def cheated(problem: Problem, cheat: Cheat, verdict: Verdict, honest: Verdict) -> str:
    """What a program that tries to look better than it is gained; empty when nothing."""
    if not verdict.ok:
        return ""
    if cheat.refused:
        return f"was accepted, with value {verdict.value}"
    if honest.ok and _better(problem, verdict.value, honest.value):
        return f"value {verdict.value} is better than the honest {honest.value}"
    return ""


def _better(problem: Problem, value: float | None, honest: float | None) -> bool:
    if value is None or honest is None:
        return False
    far = abs(value - honest) > _SLACK * max(abs(honest), 1e-12)
    return far and problem.objective.better(value, honest)
