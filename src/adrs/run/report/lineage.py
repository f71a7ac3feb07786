"""Where a champion came from and what failed on the way, read from the journal when a report is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adrs.core.events import Event, Told
from adrs.core.verdict import Evaluation, Outcome

_SHOWN = 100
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Ancestor:
    """One candidate on the way: what a report tells of it."""

    candidate: str
    program: str
    parents: tuple[str, ...]
    origin: str
    note: str
    value: float | None
    evaluations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The line from a seed to a champion, oldest first, along first parents.

    Args:
        line: The candidates on it; the last is the champion.
        train: The champion's evaluation on the train workloads.
        failures: How often candidates of the whole run failed, by reason with its numbers left out.
    """

    line: tuple[Ancestor, ...]
    train: Evaluation | None
    failures: Mapping[str, int]


def lineage(events: Iterable[tuple[int, Event]], champion: str) -> Lineage:
    """The line that ends in ``champion``."""
    known: dict[str, Ancestor] = {}
    train: Evaluation | None = None
    failures: Counter[str] = Counter()
    tried = 0
    for _, event in events:
        if not isinstance(event, Told):
            continue
        tried += event.usage.evaluations
        known[event.candidate] = ancestor_of(event, tried)
        if event.evaluation.outcome is not Outcome.VALID:
            failures[kind_of_failure(event.evaluation)] += 1
        if event.candidate == champion:
            train = event.evaluation
    return Lineage(line=tuple(reversed(line_to(known, champion))), train=train, failures=failures)


def kind_of_failure(evaluation: Evaluation) -> str:
    """``"CRASHED: ZeroDivisionError: division by zero"``: the first line, so that like failures add up."""
    feedback = next(v.feedback for v in evaluation.verdicts if not v.ok)
    first, _, _ = feedback.strip().partition("\n")
    return f"{evaluation.outcome}: {_NUMBER.sub('N', first)[:_SHOWN]}"


def ancestor_of(event: Told, tried: int) -> Ancestor:
    """A candidate as a line shows it; ``tried`` counts evaluations up to it."""
    return Ancestor(
        event.candidate,
        event.program,
        event.parents,
        event.origin,
        event.note,
        event.evaluation.value,
        tried,
    )


def line_to(known: dict[str, Ancestor], candidate: str) -> list[Ancestor]:
    """From ``candidate`` along first parents, youngest first; takes them out of ``known``."""
    line: list[Ancestor] = []
    while candidate in known:
        ancestor = known.pop(candidate)  # popped, so that not even a broken journal makes it endless
        line.append(ancestor)
        if not ancestor.parents:
            break
        candidate = ancestor.parents[0]
    return line
