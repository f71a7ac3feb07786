"""A run's events as pandas frames (extra ``notebook``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from adrs.core.errors import UsageError
from adrs.core.events import Assessed, Called, Event, ProposalFailed, Started, Told
from adrs.core.verdict import Evaluation, Usage
from adrs.run.state import RunState

Frame = Any


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Frame:
    """A frame that has its columns even without rows.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise UsageError("frames need pandas; install it with `pip install 'adrs[notebook]'`") from None
    return pandas.DataFrame(rows, columns=list(columns))


def told(events: Iterable[Event]) -> Iterator[Told]:
    """The candidates that were tried, in order."""
    return (event for event in events if isinstance(event, Told))


_CANDIDATES = (
    "candidate", "evaluations", "seconds", "parent", "origin", "proposer", "operator", "outcome", "complete",
    "value", "score", "admission", "cpu_s", "peak_memory_bytes", "tokens", "cost_usd", "note", "program",
)  # fmt: skip


def candidates(events: Iterable[Event]) -> Frame:
    """One row a candidate, in the order in which they were told.

    ``evaluations`` counts candidates so far; ``seconds`` since the run began, pauses included; ``value`` is
    on train, in the objective's unit, and missing unless all train workloads were run and are valid;
    ``score`` is on the scale 0 = naive, 1 = human; ``program`` is the digest.
    """
    rows: list[dict[str, Any]] = []
    began = 0.0
    for event in events:
        if isinstance(event, Started):
            began = event.at
        if isinstance(event, Told):
            rows.append(_candidate(event, len(rows) + 1, event.at - began))
    return _frame(rows, _CANDIDATES)


def _candidate(event: Told, number: int, seconds: float) -> dict[str, Any]:
    evaluation = event.evaluation
    return {
        "candidate": event.candidate,
        "evaluations": number,
        "seconds": seconds,
        "parent": event.parents[0] if event.parents else None,
        "origin": event.origin,
        "proposer": event.arm.proposer if event.arm else "seed",
        "operator": event.arm.operator if event.arm else None,
        "outcome": evaluation.outcome.value,
        "complete": evaluation.complete,
        "value": evaluation.value,
        "score": evaluation.score,
        "admission": event.admission.name.lower(),
        "cpu_s": event.usage.cpu_s,
        "peak_memory_bytes": event.usage.peak_memory_bytes,
        "tokens": event.usage.tokens,
        "cost_usd": event.usage.cost_usd,
        "note": event.note,
        "program": event.program,
    }


_VERDICTS = (
    "candidate",
    "split",
    "workload",
    "outcome",
    "value",
    "normalised",
    "cpu_s",
    "peak_memory_bytes",
    "feedback",
)


def verdicts(events: Iterable[Event]) -> Frame:
    """One row a candidate and workload; metrics of the judge are columns ``metric_NAME``.

    ``candidate`` is ``baseline:naive`` or ``baseline:human_sota`` for the two references.
    """
    rows: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event, Told):
            rows += _rows(event.candidate, "train", event.evaluation)
        elif isinstance(event, Assessed):
            rows += _rows(event.candidate, event.split, event.evaluation)
    metrics = dict.fromkeys(name for row in rows for name in row if name.startswith("metric_"))
    return _frame(rows, (*_VERDICTS, *metrics))


def _rows(candidate: str, split: str, evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    for verdict in evaluation.verdicts:
        yield {
            "candidate": candidate,
            "split": split,
            "workload": verdict.workload,
            "outcome": verdict.outcome.value,
            "value": verdict.value,
            "normalised": verdict.normalised,
            "cpu_s": verdict.usage.cpu_s,
            "peak_memory_bytes": verdict.usage.peak_memory_bytes,
            "feedback": verdict.feedback,
            **{f"metric_{name}": value for name, value in verdict.metrics.items()},
        }


def curve(state: RunState) -> Frame:
    """One row an improvement on train: after how many evaluations and seconds, by whom, to what."""
    columns = ("evaluations", "seconds", "candidate", "value", "score")
    rows = [{name: getattr(point, name) for name in columns} for point in state.curve]
    return _frame(rows, columns)


def arms(state: RunState) -> Frame:
    """One row an arm: tried, failed, improved, and the share of tries that improved."""
    rows = [
        {
            "arm": name,
            "tried": tally.tried,
            "failed": tally.failed,
            "improved": tally.improved,
            "success": tally.improved / tally.tried if tally.tried else None,
        }
        for name, tally in sorted(state.arms.items())
    ]
    return _frame(rows, ("arm", "tried", "failed", "improved", "success"))


def usage(events: Iterable[Event]) -> Frame:
    """Running totals after every candidate, failed proposal and model call, by seconds since the start.

    Tokens and money are those of model calls, or of proposals where no call was journalled.
    """
    state, rows, began = RunState(""), [], 0.0
    for event in events:
        began = event.at if isinstance(event, Started) else began
        state.apply(event)
        if isinstance(event, Told | ProposalFailed | Called):
            rows.append({"seconds": event.at - began, **_totals(state.usage)})
    return _frame(rows, ("seconds", "evaluations", "tokens", "cost_usd", "cpu_s"))


def _totals(spent: Usage) -> dict[str, Any]:
    return {name: getattr(spent, name) for name in ("evaluations", "tokens", "cost_usd", "cpu_s")}
