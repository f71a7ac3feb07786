"""What a dashboard remembers of one candidate: figures, never texts of programs or feedback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adrs.core.candidate import Admission
from adrs.core.events import Told
from adrs.core.verdict import Evaluation, Outcome

_NOTE_CHARS = 200
GATED = "GATED"
"""Valid as far as it was run, and stopped by a gate before the last workload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One candidate.

    Args:
        number: Of its event in the journal; verdicts are read from there.
        index: Its place among the run's candidates, from 0.
        candidate, program, parents, origin: As in the journal.
        note: The first 200 characters of what its proposer said.
        outcome: Name of its :class:`Outcome`, or :data:`GATED`.
        admission: What the archive said.
        evaluations, elapsed_s: When it came, counted in evaluations and in seconds of work.
        depth: Ancestors along first parents.
        tokens, cost_usd: What writing it cost.
        cpu_s, wall_s, memory_bytes: What running it took, over all workloads; the peak for memory.
        scores, values: Per workload, in the order of the run's workloads; ``None`` where there is none.
        metrics: The judge's further figures, averaged over workloads.
    """

    number: int
    index: int
    candidate: str
    program: str
    parents: tuple[str, ...]
    origin: str
    note: str
    outcome: str
    admission: Admission
    value: float | None
    score: float | None
    evaluations: int
    elapsed_s: float
    depth: int
    brief: int | None
    tokens: int
    cost_usd: float
    cpu_s: float
    wall_s: float
    memory_bytes: int
    scores: tuple[float | None, ...]
    values: tuple[float | None, ...]
    metrics: dict[str, float]

    @property
    def parent(self) -> str | None:
        """The candidate it was edited from."""
        return self.parents[0] if self.parents else None

    @property
    def failed(self) -> bool:
        """Whether some workload was not answered validly."""
        return self.outcome not in (Outcome.VALID.value, GATED)


def outcome_name(evaluation: Evaluation) -> str:
    """The outcome, telling apart what a gate stopped."""
    gated = evaluation.outcome is Outcome.VALID and not evaluation.complete
    return GATED if gated else evaluation.outcome.value


def make_row(
    number: int, event: Told, *, workloads: dict[str, int], index: int, place: tuple[int, float], depth: int
) -> Row:
    """The row of one ``Told``.

    Args:
        number: Of the event.
        event: The event.
        workloads: Column of each workload; new ones are added.
        index: Candidates before this one.
        place: Evaluations and seconds of the run so far.
        depth: Its generation.
    """
    evaluation = event.evaluation
    for verdict in evaluation.verdicts:
        workloads.setdefault(verdict.workload, len(workloads))
    scores: list[float | None] = [None] * len(workloads)
    values: list[float | None] = [None] * len(workloads)
    for verdict in evaluation.verdicts:
        column = workloads[verdict.workload]
        scores[column], values[column] = verdict.normalised, verdict.value
    spent = evaluation.usage
    return Row(
        number=number,
        index=index,
        candidate=event.candidate,
        program=event.program,
        parents=event.parents,
        origin=event.origin,
        note=event.note[:_NOTE_CHARS],
        outcome=outcome_name(evaluation),
        admission=event.admission,
        value=evaluation.value,
        score=evaluation.score,
        evaluations=place[0],
        elapsed_s=place[1],
        depth=depth,
        brief=event.brief,
        tokens=event.usage.tokens,
        cost_usd=event.usage.cost_usd,
        cpu_s=spent.cpu_s,
        wall_s=spent.wall_s,
        memory_bytes=spent.peak_memory_bytes,
        scores=tuple(scores),
        values=tuple(values),
        metrics=_means(evaluation),
    )


def _means(evaluation: Evaluation) -> dict[str, float]:
    sums: dict[str, list[float]] = {}
    for verdict in evaluation.verdicts:
        for name, value in verdict.metrics.items():
            sums.setdefault(name, []).append(value)
    return {name: sum(values) / len(values) for name, values in sums.items()}


def row_json(row: Row) -> dict[str, Any]:
    """A row as it crosses to the page, without its workloads."""
    return {
        "id": row.candidate,
        "number": row.number,
        "parent": row.parent,
        "parents": list(row.parents),
        "origin": row.origin,
        "note": row.note,
        "outcome": row.outcome,
        "admission": row.admission.name,
        "value": row.value,
        "score": row.score,
        "evaluations": row.evaluations,
        "seconds": row.elapsed_s,
        "depth": row.depth,
        "tokens": row.tokens,
        "cost_usd": row.cost_usd,
        "cpu_s": row.cpu_s,
        "wall_s": row.wall_s,
        "memory_bytes": row.memory_bytes,
    }
