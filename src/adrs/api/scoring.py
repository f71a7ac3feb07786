"""``adrs.score``: one program on one split, on the way that ``adrs score`` takes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from adrs.api.assemble import on_model
from adrs.api.checks import checked_data, checked_model, checked_workers
from adrs.api.given import sort_out
from adrs.api.names import unknown
from adrs.api.programs import checked_program, find_program
from adrs.api.waiting import waited
from adrs.core.errors import UsageError
from adrs.core.program import Program
from adrs.core.workload import Split
from adrs.evaluate.report_card import ReportCard, report_card
from adrs.run.bounds import combined_bound
from adrs.run.finale import HUMAN, NAIVE, references
from adrs.run.machine import measuring

if TYPE_CHECKING:
    from collections.abc import Callable

    from adrs.api.given import GivenProblem
    from adrs.core.problem import Bound, Problem
    from adrs.core.seams import Sandbox
    from adrs.core.verdict import Outcome, Verdict
    from adrs.core.workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A program on one split, in the objective's unit.

    Args:
        value: Its aggregate; ``None`` unless every workload is valid.
        outcome, reason: ``VALID``, or the first failure and why.
        normalised: 0 = the naive seed, 1 = the human program, more is better.
        naive, human: Values of those two.
        bound: The limit of the split, where there is one.
        verdicts: One for each workload.
    """

    value: float | None
    outcome: Outcome
    reason: str
    normalised: float | None
    naive: float | None
    human: float | None
    bound: Bound | None
    verdicts: tuple[Verdict, ...] = field(repr=False)


def score(
    problem: GivenProblem,
    program: Program | str | Path,
    *,
    split: str = "test",
    workers: int | None = None,
    sandbox: str | Sandbox = "auto",
    unsafe: bool = False,
    fixed_time: bool = False,
    data: str | os.PathLike[str] | None = None,
    model_dir: str | os.PathLike[str] | None = None,
) -> Scored:
    """Score a program, in the sandbox and by the problem's judge. An invalid answer is a result.

    Args:
        problem: A name, a folder, or an object.
        program: A program, its source text, a ``Path``, or the name of a seed or baseline.
        split: ``train``, ``validation``, ``test`` or ``leaderboard``.
        workers: Workloads at the same time; by default one a CPU.
        sandbox: Where programs run: a name, or a sandbox, which is closed at the end.
        unsafe: Accept resource limits alone where the system offers no isolation.
        fixed_time: Leave speed out where it counts.
        data: Folder with original data, for problems that need it.
        model_dir: Folder with a model, likewise.

    Raises:
        UsageError: Something named does not exist, or the split has no workloads.
        ProgramError: The program cannot be read, does not parse, or lacks the entry.
        DataError: The split needs data files that were not given.
    """
    shop = sort_out(problem, strategy="adaptive", proposer=None, sandbox=sandbox).shop
    slots, where = checked_workers(workers), parse_split(split)
    if model_dir is not None:
        shop = on_model(shop, checked_model(Path(model_dir)))
    named = problem if isinstance(problem, str | os.PathLike) else problem.name
    stated = shop.problem(os.fspath(named), None if data is None else checked_data(Path(data)))
    candidate, workloads = _program(stated, program), stated.workloads(where)
    if not workloads:
        raise UsageError(f"{stated.name} has no {where.value} workloads")
    bench = shop.sandbox(stated, slots, unsafe)
    card = waited(
        lambda catching: card_of(
            stated, bench, candidate, workloads, slots=slots, fixed_time=fixed_time, note=lambda text: None
        )
    )
    return Scored(
        value=card.ours.value,
        outcome=card.ours.outcome,
        reason=card.ours.reason,
        normalised=card.normalised(stated),
        naive=card.naive.value,
        human=card.human.value,
        bound=combined_bound(stated, workloads),
        verdicts=card.ours.verdicts,
    )


async def card_of(
    problem: Problem,
    sandbox: Sandbox,
    program: Program,
    workloads: Sequence[Workload],
    *,
    slots: int,
    fixed_time: bool,
    note: Callable[[str], None],
) -> ReportCard:
    """A program beside the naive seed and the human program; the sandbox is closed after.

    Args:
        problem, sandbox, program, workloads: What is scored, where.
        slots: Workloads at the same time.
        fixed_time: Leave speed out where it counts.
        note: Told when another run measures time on this machine, and is waited for.

    Raises:
        SandboxError: The sandbox broke.
    """
    spans = references(problem)
    slot = measuring(sandbox, note=note)
    try:
        programs = (program, spans[NAIVE], spans[HUMAN])
        return await report_card(
            problem, sandbox, programs, workloads, parts=slots, fixed_time=fixed_time, slot=slot
        )
    finally:
        await sandbox.aclose()


def parse_split(name: str) -> Split:
    """The split called ``name``.

    Raises:
        UsageError: There is none.
    """
    if name not in [split.value for split in Split]:
        raise unknown("split", name, [split.value for split in Split])
    return Split(name)


def _program(problem: Problem, given: Program | str | Path) -> Program:
    if isinstance(given, Program):
        return given
    if isinstance(given, str) and "\n" in given:
        return checked_program(given, "program", problem.contract, problem=problem.name)
    return find_program(problem, str(given))
