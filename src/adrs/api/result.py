"""What came of a run, for Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adrs.core.workload import Split
from adrs.run.bounds import bounds_by_split
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.paired import Margin
from adrs.run.summary import champion, failure_on, held_out_margin, value_on

if TYPE_CHECKING:
    from adrs.core.problem import Bound, Problem
    from adrs.core.program import Program
    from adrs.core.seams import Store
    from adrs.core.verdict import Usage
    from adrs.notebook.opened import Run
    from adrs.run.state import Ranked, RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSplit:
    """The champion on one split, beside what it is measured by; in the objective's unit.

    Args:
        value: The champion's; ``None`` where it was not run, or ``failure`` says how it failed.
        human: The human program's.
        naive: The naive seed's, where it was run.
        bound: The limit, where there is one.
        failure: Outcome, workload and reason, if the champion is not valid there.
    """

    value: float | None
    human: float | None
    naive: float | None
    bound: Bound | None
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a run.

    Args:
        run_id: Its name in the journal: what ``adrs.open`` and ``adrs report`` take.
        problem: What was searched on.
        stopped_by: ``evaluations``, ``seconds``, ``usd``, ``target``, ``optimum``, ``interrupted``,
            ``callback``…
        champion: The program that was elected by validation; ``None`` where nothing valid was found.
        candidate, origin: Its id and who wrote it.
        splits: It on ``train``, ``validation``, ``test`` and, where there is one, ``leaderboard``.
        gain: Mean relative gain over the human program on test, with its 95 % interval.
        evaluations: Candidates tried, seeds included.
        seconds: Time worked on the run.
        usage: Everything spent.
        store: Its journal: a path, or the store that was given.
    """

    run_id: str
    problem: Problem = field(repr=False)
    stopped_by: str
    champion: Program | None = field(repr=False)
    candidate: str | None
    origin: str | None
    splits: Mapping[str, OnSplit]
    gain: Margin | None
    evaluations: int
    seconds: float
    usage: Usage = field(repr=False)
    store: Path | Store = field(repr=False)

    def __getitem__(self, split: str) -> OnSplit:
        """The champion on a split: ``result["test"].value``."""
        return self.splits[split]

    @cached_property
    def run(self) -> Run:
        """The run for reading, as :func:`adrs.open` gives it."""
        from adrs.notebook.opened import open_run

        return open_run(self.run_id, store=self.store, problem=self.problem)

    @property
    def summary(self) -> dict[str, Any]:
        """What ``adrs run --json`` answers."""
        return self.run.summary

    def write(self, folder: Path | str) -> Path:
        """Write ``best.py`` and the report into a folder, as ``adrs run`` does; the report's path.

        Raises:
            UsageError: The folder cannot be written.
        """
        from adrs.api.checks import folder_to_write
        from adrs.run.report.write import write_program, write_report

        there = folder_to_write(Path(folder))
        if self.champion is not None:
            write_program(self.champion, there)
        return write_report(self.run.state, self.problem, self.run.store, there)

    def _repr_markdown_(self) -> str:
        """What a notebook shows: the report's first screen."""
        return self.run._repr_markdown_()


def result_of(state: RunState, problem: Problem, journal: Store, *, kept: Path | Store) -> Result:
    """The result of a run.

    Args:
        state: The run at its end.
        problem: Its problem.
        journal: Where its programs are.
        kept: What the result is to remember of the journal: its path, where the journal will be closed.
    """
    best = champion(state)
    return Result(
        run_id=state.run_id,
        problem=problem,
        stopped_by=state.stopped or "",
        champion=None if best is None else journal.program(best.program),
        candidate=None if best is None else best.candidate,
        origin=None if best is None else best.origin,
        splits=_splits(state, problem, best),
        gain=_gain(state, problem),
        evaluations=state.evaluations,
        seconds=state.elapsed_s,
        usage=state.usage,
        store=kept,
    )


def _splits(state: RunState, problem: Problem, best: Ranked | None) -> dict[str, OnSplit]:
    bounds, scored = bounds_by_split(problem), {split for _, split in state.assessed}
    return {
        split.value: OnSplit(
            value=None if best is None else _value(state, best, split),
            human=value_on(state, HUMAN, split),
            naive=value_on(state, NAIVE, split),
            bound=bounds.get(split),
            failure="" if best is None else failure_on(state, best.candidate, split),
        )
        for split in Split
        if split.value in scored
    }


def _value(state: RunState, best: Ranked, split: Split) -> float | None:
    return best.value if split is Split.TRAIN else value_on(state, best.candidate, split)


def _gain(state: RunState, problem: Problem) -> Margin | None:
    found = held_out_margin(state, problem)
    return None if found is None else Margin(**found)
