"""A run as rows, one a candidate in the order in which they were tried, read while they are written.

One candidate's text and verdicts are in memory at a time. What stays is a number a candidate (its
generation), about 100 bytes each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adrs.core.events import Called, Calling, Event, ProposalFailed, Told
from adrs.core.finite import finite
from adrs.core.program import Program
from adrs.core.seams import Store
from adrs.core.verdict import Evaluation, Usage, Verdict
from adrs.core.verdict_json import write_usage
from adrs.core.workload import Split
from adrs.run.state import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One candidate.

    Args:
        told: What the journal says of it.
        program: Its text.
        iteration: Which candidate of the run it is, from 1; 0 for the seeds, which nobody asked for.
        generation: Steps to a seed along first parents.
        requests: Digests of the model requests that its brief led to, in order.
        opened: Its evaluations outside train, by split: those that the run opened.
    """

    told: Told
    program: Program
    iteration: int
    generation: int
    requests: tuple[str, ...] = ()
    opened: Mapping[str, Evaluation] = field(default_factory=dict)


def rows(store: Store, state: RunState) -> Iterator[Row]:
    """The candidates of a run, failures included.

    Args:
        store: Where the journal is.
        state: Its fold: which held-out splits were opened, and for whom.

    Raises:
        StoreError: The journal is damaged.
    """
    yield from _rows(store, state, (event for _, event in store.read(state.run_id)))


def _rows(store: Store, state: RunState, events: Iterable[Event]) -> Iterator[Row]:
    generations: dict[str, int] = {}
    requests: dict[int, list[str]] = {}
    tried = 0
    for event in events:
        match event:
            case Calling(brief=int(brief)):
                requests.setdefault(brief, []).append(event.request)
            case ProposalFailed():
                requests.pop(event.brief, None)
            case Told():
                tried += event.brief is not None
                first = event.parents[0] if event.parents else None
                generation = 0 if first is None else generations.get(first, 0) + 1
                generations[event.candidate] = generation
                yield Row(
                    told=event,
                    program=store.program(event.program),
                    iteration=0 if event.brief is None else tried,
                    generation=generation,
                    requests=tuple(requests.pop(event.brief, ())) if event.brief is not None else (),
                    opened=_opened(state, event.candidate),
                )


def _opened(state: RunState, candidate: str) -> dict[str, Evaluation]:
    found = {split.value: state.assessed.get((candidate, split.value)) for split in Split}
    return {split: e for split, e in found.items() if e is not None and split != Split.TRAIN.value}


def calls(store: Store, run_id: str) -> Iterator[tuple[Calling, Called | None]]:
    """The calls of models in a run with how they ended, in the order of their ends; unended ones last.

    Raises:
        StoreError: The journal is damaged.
    """
    pending: dict[int, Calling] = {}
    for _, event in store.read(run_id):
        if isinstance(event, Calling):
            pending[event.call] = event
        elif isinstance(event, Called) and event.call in pending:
            yield pending.pop(event.call), event
    for call in pending.values():
        yield call, None


def metrics(evaluation: Evaluation) -> dict[str, float]:
    """The figures of an evaluation by name: finite numbers only, and none that was not measured.

    ``combined_score`` is the score on the run's scale (0 = naive seed, 1 = human, more is better), ``value``
    the same in the objective's unit, ``workload:ID`` the score on one workload.
    """
    found: dict[str, float | None] = {"combined_score": evaluation.score, "value": evaluation.value}
    if evaluation.violation:
        found["violation"] = evaluation.violation
    found |= {f"also:{name}": value for name, value in evaluation.also.items()}
    found |= {f"workload:{name}": value for name, value in evaluation.scores.items()}
    return {name: value for name, value in finite(found).items() if value is not None}


def whole_evaluation(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that an evaluation says, as plain data; numbers that are not finite are null."""
    return finite(  # type: ignore[no-any-return]
        {
            "value": evaluation.value,
            "score": evaluation.score,
            "outcome": evaluation.outcome.value,
            "complete": evaluation.complete,
            "violation": evaluation.violation,
            "also": dict(evaluation.also),
            "workloads": [_verdict(verdict) for verdict in evaluation.verdicts],
        }
    )


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "workload": verdict.workload,
        "outcome": verdict.outcome.value,
        "value": verdict.value,
        "normalised": verdict.normalised,
        "metrics": dict(verdict.metrics),
        "feedback": verdict.feedback,
        "answer": verdict.answer,
        "usage": write_usage(verdict.usage),
    }


def ours(row: Row) -> dict[str, Any]:
    """What other formats have no field for, to stand under a key ``adrs``."""
    told = row.told
    return {
        "parents": list(told.parents),
        "origin": told.origin,
        "brief": told.brief,
        "arm": None if told.arm is None else str(told.arm),
        "requests": list(row.requests),
        "program": told.program,
        "syntax": told.syntax,
        "main": row.program.main,
        "files": {path: text for path, text in row.program.files.items() if path != row.program.main},
        "admission": told.admission.name,
        "usage": _usage(told.usage),
        "evaluation": whole_evaluation(told.evaluation),
        "opened": {split: whole_evaluation(evaluation) for split, evaluation in row.opened.items()},
    }


def _usage(usage: Usage) -> dict[str, Any]:
    return finite(write_usage(usage))  # type: ignore[no-any-return]


def about_run(state: RunState) -> dict[str, Any]:
    """Which run it was, to stand under a key ``adrs`` once a folder."""
    config = state.config
    assert config is not None, "a run that was read has its configuration"
    return {
        "run": state.run_id,
        "problem": config.problem,
        "strategy": config.strategy,
        "seed": config.seed,
        "finished": state.finished,
        "stopped": state.stopped,
        "opened": sorted({split for _, split in state.assessed if split != Split.TRAIN.value}),
    }
