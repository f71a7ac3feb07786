"""What the journal of a study says of each run, as plain figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from adrs.core.errors import StoreError
from adrs.core.events import Event
from adrs.core.problem import Problem
from adrs.core.verdict import Usage
from adrs.core.workload import Split
from adrs.run.environment import fingerprint
from adrs.run.finale import HUMAN, NAIVE
from adrs.run.state import RunState
from adrs.run.summary import champion, value_on
from adrs.store.sqlite import SqliteStore
from adrs.study.folder import StudyFolder
from adrs.study.spec import Cell, Spec

SPLITS = (Split.TRAIN, Split.VALIDATION, Split.TEST)


@dataclass(frozen=True, slots=True)
class Step:
    """One improvement of the best so far on train, and what the run had spent by then.

    Args:
        evaluations: Candidates tried, this one included.
        value: The best train value from here on, in the objective's unit.
        cpu_s: CPU seconds of all candidates tried.
        tokens, cost_usd: What models took.
    """

    evaluations: int
    value: float
    cpu_s: float
    tokens: int
    cost_usd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One finished run.

    Args:
        cell: What was to be run.
        stopped: What ended the search.
        usage: What the search spent.
        seeds: Evaluations that went to the problem's seeds, which are the same in every run.
        steps: Improvements, in order.
        values: The champion's value by split; a split is missing where it was not valid throughout.
        human, naive: The same of the two references.
        outcomes: Candidates by outcome, ``GATED`` for those that fell behind in the race.
        failures: Briefs that brought no program, by reason.
        asked: Briefs.
        champion: Where the champion came from.
    """

    cell: Cell
    stopped: str
    usage: Usage
    seeds: int
    steps: tuple[Step, ...]
    values: Mapping[Split, float]
    human: Mapping[Split, float]
    naive: Mapping[Split, float]
    outcomes: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    asked: int = 0
    champion: str = ""


def read_records(folder: StudyFolder, spec: Spec, problems: Mapping[str, Problem]) -> list[Record]:
    """Every run of the study that is finished, in the study's order.

    Raises:
        StoreError: The journal cannot be read, or a run was made on other workloads than there are now.
    """
    if not folder.journal.exists():
        return []
    prints = {name: fingerprint(problem) for name, problem in problems.items()}
    with SqliteStore(folder.journal, readonly=True) as store:
        there = set(store.runs())
        begun = [cell for cell in spec.cells() if cell.run_id in there]
        records = [_record(store, cell, prints[cell.problem]) for cell in begun]
    return [record for record in records if record is not None]


def _record(store: SqliteStore, cell: Cell, expected: str) -> Record | None:
    state = RunState(cell.run_id)
    steps = follow(state, (event for _, event in store.read(cell.run_id)))
    if state.environment.get("problem") != expected:
        raise StoreError(
            f"run {cell.run_id} was made on other workloads or seeds of {cell.problem} than this adrs has;"
            " begin the study in another folder"
        )
    return record_of(cell, state, steps) if state.finished else None


def follow(state: RunState, events: Iterable[Event]) -> list[Step]:
    """Fold ``events`` into ``state``; the improvements on the way."""
    steps: list[Step] = []
    for event in events:
        state.apply(event)
        if len(state.curve) > len(steps):
            point, spent = state.curve[-1], state.usage
            steps.append(Step(point.evaluations, point.value, spent.cpu_s, spent.tokens, spent.cost_usd))
    return steps


def record_of(cell: Cell, state: RunState, steps: Sequence[Step]) -> Record:
    """The figures of a finished run."""
    best = champion(state)
    return Record(
        cell=cell,
        stopped=state.stopped or "",
        usage=state.usage,
        seeds=len(state.seeds),
        steps=tuple(steps),
        values={} if best is None else {**_values(state, best.candidate), Split.TRAIN: best.value},
        human=_values(state, HUMAN),
        naive=_values(state, NAIVE),
        outcomes=dict(state.outcomes),
        failures=dict(state.reasons),
        asked=state.asked,
        champion="" if best is None else best.origin,
    )


def _values(state: RunState, candidate: str) -> dict[Split, float]:
    found = {split: value_on(state, candidate, split) for split in SPLITS}
    return {split: value for split, value in found.items() if value is not None}
