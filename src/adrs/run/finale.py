"""After the search: choose the champion by validation, then open the held-out splits once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adrs.core.acceptance import Acceptance
from adrs.core.errors import DataError, UsageError
from adrs.core.events import Assessed, Finished
from adrs.core.problem import Problem
from adrs.core.program import Program
from adrs.core.seams import Evaluator, Store
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split, Workload
from adrs.evaluate.weighed import weigh
from adrs.run.driver import Clock
from adrs.run.journal import Journal
from adrs.run.state import Ranked

NAIVE = "baseline:naive"
HUMAN = "baseline:human_sota"


def references(problem: Problem) -> dict[str, Program]:
    """The two programs that span the scale, by the names the journal uses.

    Raises:
        UsageError: The problem lacks one.
    """
    if not problem.seeds or "human_sota" not in problem.baselines:
        raise UsageError(f"problem {problem.name} needs a seed and a baseline 'human_sota'")
    naive = next(iter(problem.seeds.values()))
    return {NAIVE: naive, HUMAN: problem.baselines["human_sota"]}


class Assessor:
    """Scores programs on a split outside the search, once each, and journals it."""

    def __init__(
        self,
        problem: Problem,
        evaluator: Evaluator,
        journal: Journal,
        clock: Clock,
        *,
        acceptance: Acceptance = Acceptance(),
    ) -> None:
        self.problem = problem
        self.evaluator = evaluator
        self.journal = journal
        self.clock = clock
        self.acceptance = acceptance

    async def assess_references(self, split: Split) -> tuple[Evaluation, Evaluation]:
        """Evaluations of the naive seed and of the human program on ``split``."""
        programs = references(self.problem)
        naive, human = await asyncio.gather(
            *(self.assess(name, programs[name], split) for name in (NAIVE, HUMAN))
        )
        return naive, human

    async def assess(self, candidate: str, program: Program, split: Split) -> Evaluation:
        """The evaluation of ``program`` on ``split``; from the journal if it is there already."""
        known = self.journal.state.assessed.get((candidate, split.value))
        if known is not None:
            return known
        evaluation = await self.evaluator(program, self.problem.workloads(split))
        if self.acceptance and candidate not in (NAIVE, HUMAN):
            naive, human = await self.assess_references(split)
            evaluation = weigh(evaluation, self.acceptance, naive=naive, human=human)
        self.journal.append(
            Assessed(
                candidate=candidate,
                program=program.digest,
                split=split.value,
                evaluation=evaluation,
                at=self.clock(),
            ),
            [program],
        )
        return evaluation


async def finale(
    assessor: Assessor, store: Store, *, load: Callable[[], Mapping[str, Any]] = dict
) -> str | None:
    """Id of the champion, journalled; ``None`` when nothing valid was found.

    Candidates are ranked on validation among the best of train; only the winner, and the two references,
    are then scored on the splits the search never saw. ``load`` tells how busy the machine is at the end.
    """
    state = assessor.journal.state
    champion = await _elect(assessor, store, state.finalists)
    if champion is None:
        return None
    program = store.program(champion.program)
    for split in (Split.VALIDATION, Split.TEST, Split.LEADERBOARD):
        if _available(assessor.problem, split):
            await assessor.assess_references(split)
            await assessor.assess(champion.candidate, program, split)
    busy = dict(load())
    environment = {"machine_load": busy} if busy else {}
    assessor.journal.append(
        Finished(champion=champion.candidate, environment=environment, at=assessor.clock())
    )
    return champion.candidate


async def _elect(assessor: Assessor, store: Store, finalists: Sequence[Ranked]) -> Ranked | None:
    async def validated(ranked: Ranked) -> tuple[Ranked, Evaluation]:
        program = store.program(ranked.program)
        return ranked, await assessor.assess(ranked.candidate, program, Split.VALIDATION)

    if assessor.acceptance and finalists:
        await assessor.assess_references(Split.VALIDATION)
    results = await asyncio.gather(*map(validated, list(finalists)))
    valid = [(ranked, e.value) for ranked, e in results if e.value is not None and not e.violation]
    winner = None
    for ranked, value in valid:  # finalists come best of train first, so ties go to them
        if winner is None or assessor.problem.objective.better(value, winner[1]):
            winner = (ranked, value)
    return None if winner is None else winner[0]


def _available(problem: Problem, split: Split) -> bool:
    try:
        workloads: Sequence[Workload] = problem.workloads(split)
    except DataError:
        return False
    return bool(workloads)
