"""One candidate: its verdicts, its program, its calls, its family; and the list of all."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from adrs.core.errors import DataError, StoreError, UsageError
from adrs.core.events import Called, Calling, Told
from adrs.core.model import Reply
from adrs.core.program import Program
from adrs.core.verdict import Evaluation, Verdict
from adrs.dashboard.library import Library
from adrs.dashboard.rows import Row, row_json
from adrs.dashboard.view import RunView

MOST_CHARS = 400_000
"""Of one text that is sent to a page; a candidate may be of any size."""

_SORTS = ("number", "score", "value", "cpu_s", "memory_bytes", "tokens", "cost_usd", "depth")


def listing(
    view: RunView, *, sort: str, descending: bool, outcome: str, query: str, offset: int, limit: int
) -> dict[str, Any]:
    """A page of the candidates.

    Raises:
        UsageError: They cannot be sorted by that.
    """
    if sort not in _SORTS:
        raise UsageError(f"candidates cannot be sorted by {sort!r}; there are {', '.join(_SORTS)}")
    wanted = query.lower()
    found = [
        row_json(row)
        for row in view.rows
        if (not outcome or outcome in (row.outcome, row.admission.name))
        and (not wanted or wanted in f"{row.candidate} {row.origin} {row.note}".lower())
    ]
    there = [row for row in found if row[sort] is not None]
    there.sort(key=lambda row: row[sort], reverse=descending)
    rows = there + [row for row in found if row[sort] is None]
    return {"total": len(rows), "rows": rows[offset : offset + limit]}


def candidate(library: Library, view: RunView, name: str) -> dict[str, Any]:
    """Everything about one candidate but its program.

    Raises:
        StoreError: The run has no such candidate.
    """
    row = row_of(view, name)
    event = library.event(view.run_id, row.number)
    assert isinstance(event, Told)
    assessed = {split: e for (who, split), e in view.state.assessed.items() if who == name}
    line = view.line_to(name)
    return {
        **row_json(row),
        "note": event.note[:MOST_CHARS],
        "digest": row.program,
        "rank": _rank(view, row),
        "candidates": len(view.rows),
        "evaluations_by_split": {
            split: _evaluation(e) for split, e in {"train": event.evaluation, **assessed}.items()
        },
        "line": [row_json(ancestor) for ancestor in line],
        "seed": line[0].candidate,
        "children": len(view.children.get(name, ())),
        "descendants": _descendants(view, name),
        "calls": [] if row.brief is None else _calls(library, view, row.brief),
        "champion": view.state.champion == name,
    }


def row_of(view: RunView, name: str) -> Row:
    """The candidate of this name.

    Raises:
        StoreError: There is none.
    """
    row = view.by_id.get(name)
    if row is None:
        raise StoreError(f"run {view.run_id} has no candidate {name!r}")
    return row


def program(library: Library, view: RunView, name: str) -> dict[str, Any]:
    """A candidate's files.

    Raises:
        StoreError: There is no such candidate, or its program is not in the journal.
    """
    return program_json(library.program(row_of(view, name).program))


def program_json(program: Program) -> dict[str, Any]:
    """A program as it crosses to the page."""
    return {
        "main": program.main,
        "language": program.language,
        "files": {path: text[:MOST_CHARS] for path, text in program.files.items()},
        "cut": [path for path, text in program.files.items() if len(text) > MOST_CHARS],
    }


def transcript(library: Library, view: RunView, name: str, call: int) -> dict[str, Any]:
    """What a model was asked for a candidate, and what it said, where that is recorded.

    Raises:
        StoreError: The candidate has no such call, or the call was not recorded.
    """
    from adrs.models.transcript import read_transcript

    row = row_of(view, name)
    numbers = view.calls.get(-1 if row.brief is None else row.brief, [])
    if not 0 <= call < len(numbers):
        raise StoreError(f"candidate {name} has no call {call}")
    called = library.event(view.run_id, numbers[call][1])
    if not isinstance(called, Called) or not called.transcript:
        raise StoreError(f"call {call} of candidate {name} was not recorded; run with --record to keep calls")
    try:
        kept = read_transcript(library.program(called.transcript))
    except DataError as error:
        raise StoreError(str(error)) from None
    messages = [{"role": m.role.value, "text": m.text[:MOST_CHARS]} for m in kept.request.messages]
    result = kept.result
    said = result.text if isinstance(result, Reply) else str(result)
    return {"model": kept.model, "messages": messages, "reply": said[:MOST_CHARS]}


def _calls(library: Library, view: RunView, brief: int) -> list[dict[str, Any]]:
    found = []
    for opened, closed in view.calls.get(brief, []):
        calling, called = library.event(view.run_id, opened), library.event(view.run_id, closed)
        assert isinstance(calling, Calling)
        assert isinstance(called, Called)
        found.append(
            {
                "model": calling.model,
                "purpose": calling.purpose,
                "seconds": called.seconds,
                "tokens": called.usage.tokens,
                "cost_usd": called.usage.cost_usd,
                "finish": called.finish,
                "error": called.error,
                "recorded": bool(called.transcript),
            }
        )
    return found


def _rank(view: RunView, row: Row) -> int | None:
    if row.score is None:
        return None
    return 1 + sum(other.score is not None and other.score > row.score for other in view.rows)


def _descendants(view: RunView, name: str) -> int:
    count, waiting = 0, [name]
    seen = {name}
    while waiting:
        below = [r.candidate for r in view.children.get(waiting.pop(), ()) if r.candidate not in seen]
        seen.update(below)
        count += len(below)
        waiting += below
    return count


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "value": evaluation.value,
        "score": evaluation.score,
        "outcome": evaluation.outcome.value,
        "complete": evaluation.complete,
        "verdicts": [_verdict(verdict) for verdict in evaluation.verdicts],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    facts = asdict(verdict)
    facts["outcome"] = verdict.outcome.value
    facts["feedback"] = verdict.feedback[:MOST_CHARS]
    return facts
