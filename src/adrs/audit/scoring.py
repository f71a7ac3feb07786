"""Whether scores mean something: controls stay down, baselines repeat, nothing passes a proven bound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from adrs.audit.check import Check
from adrs.audit.controls import lazy_programs, random_programs
from adrs.core.errors import DataError
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Sandbox
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged
from adrs.evaluate.scale import Anchors
from adrs.evaluate.spread import Spread

RANDOM_MAY_REACH = 0.1
"""How far a random program may come, by luck, on the way from naive (0) to human (1).

A problem whose naive answer is worse than chance says how far chance comes there (``random_may_reach``).
"""
_QUARANTINED = "quarantined"
_PARTS = 2


class Scoring:
    """Asks a sandbox and a judge for scores that are known beforehand.

    Args:
        problem: Under audit.
        sandbox: Where programs run.
    """

    def __init__(self, problem: Problem, sandbox: Sandbox) -> None:
        judged = Judged(problem, sandbox, limits=problem.limits)
        self._problem = problem
        self._evaluate = Spread(judged, judged.scale, parts=_PARTS)
        self._naive = next(iter(problem.seeds.values()))
        self._human = problem.baselines["human_sota"]
        self._noise = float(getattr(problem, "noise", 0.0))
        self._chance = float(getattr(problem, "random_may_reach", RANDOM_MAY_REACH))

    async def checks(self) -> AsyncIterator[Check]:
        """All of them, as they are answered."""
        async for check in self.controls():
            yield check
        yield await self._reproduced()
        train = self._problem.workloads(Split.TRAIN)
        yield await self._repeated(await self._evaluate(self._naive, train), train)
        yield await self._bounds()

    async def controls(self) -> AsyncIterator[Check]:
        """Those of programs that cannot be good."""
        train = self._problem.workloads(Split.TRAIN)
        naive, human = await self._evaluate(self._naive, train), await self._evaluate(self._human, train)
        yield await self._lazy(naive, train)
        yield await self._random(naive, human, train)

    async def _lazy(self, naive: Evaluation, train: Sequence[Workload]) -> Check:
        found = await self._all(lazy_programs(self._problem), train)
        above = [name for name, e in found.items() if self._better(e, naive)]
        invalid = sum(e.value is None for e in found.values())
        detail = f"{invalid} of {len(found)} are refused" + (f"; better than naive: {above}" if above else "")
        return Check(name="programs that do nothing", ok=not above, detail=detail, figures=_values(found))

    async def _random(self, naive: Evaluation, human: Evaluation, train: Sequence[Workload]) -> Check:
        name, programs = "random programs", random_programs(self._problem)
        if not programs:
            return Check(name=name, ok=True, left_out=True, detail="nobody said how to draw an answer here")
        found = await self._all(programs, train)
        placed = {n: self._placed(e, naive, human) for n, e in found.items()}
        far = [n for n, place in placed.items() if place is not None and place > self._chance]
        best = max((p for p in placed.values() if p is not None), default=None)
        refused = sum(e.value is None for e in found.values())
        reach = (
            ""
            if best is None
            else f"; the best reaches {best:.3f} on the scale 0 naive, 1 human; {self._chance:g} is allowed"
        )
        detail = f"{refused} of {len(found)} are refused{reach}"
        return Check(name=name, ok=not far, detail=detail, figures=_values(found))

    async def _reproduced(self) -> Check:
        first, second = await self._everywhere(self._human), await self._everywhere(self._human)
        differ = [name for name in first if first[name] != second[name] or first[name] is None]
        detail = "the same twice on " + ", ".join(f"{n} ({v:.6g})" for n, v in first.items() if v is not None)
        if differ:
            detail = f"differs, or is not valid, on {', '.join(differ)}"
        return Check(name="human baseline reproduced", ok=not differ, detail=detail, figures=first)

    async def _repeated(self, naive: Evaluation, train: Sequence[Workload]) -> Check:
        again = [await self._evaluate(self._naive, train) for _ in range(2)]
        spread = max(
            abs(a - b) / max(abs(b), 1e-12)
            for e in again
            for a, b in zip(_numbers(e), _numbers(naive), strict=True)
        )
        detail = f"largest relative difference of three runs {spread:.2g}, stated noise {self._noise:g}"
        return Check(
            name="scores repeat", ok=spread <= self._noise, detail=detail, figures={"spread": spread}
        )

    async def _bounds(self) -> Check:
        programs = {**self._problem.seeds, **self._problem.baselines}
        past: list[str] = []
        proven = 0
        for split in (Split.TRAIN, Split.VALIDATION, Split.TEST):
            workloads = self._problem.workloads(split)
            bounds = [self._problem.bound(w) for w in workloads]
            proven += sum(b is not None and b.kind.proven for b in bounds)
            only = programs if split is Split.TRAIN else {"human_sota": self._human}
            for name, evaluation in (await self._all(only, workloads)).items():
                past += [f"{name} on {v.workload}" for v in evaluation.verdicts if _QUARANTINED in v.feedback]
        detail = f"{proven} workloads have a proven bound; past it: {', '.join(past) or 'nothing'}"
        return Check(
            name="nothing beats a proven bound", ok=not past, detail=detail, figures={"proven": proven}
        )

    async def _everywhere(self, program: Program) -> dict[str, float | None]:
        found: dict[str, float | None] = {}
        for split in Split:
            try:
                workloads = self._problem.workloads(split)
            except DataError:
                continue  # needs data files that were not given
            if workloads:
                found[split.value] = (await self._evaluate(program, workloads)).value
        return found

    async def _all(
        self, programs: Mapping[str, Program], workloads: Sequence[Workload]
    ) -> dict[str, Evaluation]:
        done = await asyncio.gather(*(self._evaluate(p, workloads) for p in programs.values()))
        return dict(zip(programs, done, strict=True))

    def _better(self, evaluation: Evaluation, naive: Evaluation) -> bool:
        if evaluation.value is None or naive.value is None:
            return False
        return self._problem.objective.better(evaluation.value, naive.value)

    def _placed(self, evaluation: Evaluation, naive: Evaluation, human: Evaluation) -> float | None:
        if evaluation.value is None or naive.value is None or human.value is None:
            return None
        return Anchors(naive.value, human.value).place(evaluation.value, self._problem.objective.direction)


def _values(found: Mapping[str, Evaluation]) -> dict[str, float | None]:
    return {name: evaluation.value for name, evaluation in found.items()}


def _numbers(evaluation: Evaluation) -> list[float]:
    return [float("nan") if v.value is None else v.value for v in evaluation.verdicts]
