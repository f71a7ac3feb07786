"""What proposers may find out about a program, on train workloads and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from adrs.core.problem import Limits
from adrs.core.program import Program
from adrs.core.seams import Completed
from adrs.core.verdict import Evaluation
from adrs.core.workload import Split, Workload
from adrs.evaluate.judged import Judged
from adrs.evaluate.scale import Scale
from adrs.run.workbench import Workbench
from adrs.testing.tiny import BEST, HUMAN, NAIVE, InProcess, TinyProblem


class Noted(InProcess):
    """Notes what was run on which workloads."""

    def __init__(self) -> None:
        super().__init__(TinyProblem())
        self.ran: list[tuple[Program, str]] = []

    async def run(
        self, program: Program, workloads: Sequence[Workload], *, limits: Limits
    ) -> Sequence[Completed]:
        self.ran += [(program, workload.id) for workload in workloads]
        return await super().run(program, workloads, limits=limits)


class Regretting(TinyProblem):
    """Every job that is not first is regretted by its number."""

    def regrets(self, workload: Workload, answer: Any) -> Sequence[tuple[float, str]]:
        return [(float(job), f"job {job} waits") for job in answer[1:3]]


def calibrated(sandbox: Noted) -> Workbench:
    problem = TinyProblem()
    workbench = Workbench(problem, sandbox)

    async def evaluate(text: str) -> Evaluation:
        judged = Judged(problem, InProcess(problem), limits=problem.limits)
        return await judged(Program.from_text(text), problem.workloads(Split.TRAIN))

    naive, human = asyncio.run(evaluate(NAIVE)), asyncio.run(evaluate(HUMAN))
    workbench.calibrate(Scale.between(problem.objective, naive, human))
    return workbench


def test_a_program_is_tried_on_all_train_workloads_and_no_others() -> None:
    sandbox = Noted()
    evaluation = asyncio.run(calibrated(sandbox).test(Program.from_text(BEST)))
    assert evaluation.score is not None
    assert evaluation.score > 1.0
    assert [workload for _, workload in sandbox.ran] == [f"train/{number}" for number in range(4)]


def test_testing_before_there_is_a_scale_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="before the run has its scale"):
        asyncio.run(Workbench(TinyProblem(), Noted()).test(Program.from_text(BEST)))


def test_regretted_decisions_come_largest_first_and_name_their_workload() -> None:
    workbench = Workbench(Regretting(), Noted(), profiles=False)
    decisions = asyncio.run(workbench.examine(Program.from_text(BEST))).decisions
    assert 0 < len(decisions) <= 6
    numbers = [int(text.split("job ")[1].split()[0]) for text in decisions]
    assert numbers == sorted(numbers, reverse=True)
    assert all(text.startswith("train/") for text in decisions)


def test_a_program_is_examined_once_while_it_is_remembered() -> None:
    sandbox = Noted()
    workbench = Workbench(Regretting(), sandbox, profiles=False)
    first = asyncio.run(workbench.examine(Program.from_text(BEST)))
    ran = len(sandbox.ran)
    assert asyncio.run(workbench.examine(Program.from_text(BEST))) == first
    assert len(sandbox.ran) == ran


def test_without_profiles_and_regrets_nothing_is_run() -> None:
    sandbox = Noted()
    findings = asyncio.run(Workbench(TinyProblem(), sandbox, profiles=False).examine(Program.from_text(BEST)))
    assert findings.hot_spots == ()
    assert findings.decisions == ()
    assert sandbox.ran == []
