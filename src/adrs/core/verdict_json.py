"""Evaluations and usage as plain data, verdicts by column; :mod:`adrs.core.journal_json` builds on it.

Readers raise ``TypeError``, ``ValueError`` or ``KeyError`` on malformed data; the caller says where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from os.path import commonprefix
from typing import Any

from adrs.core.verdict import Evaluation, Outcome, Usage, Verdict


def same(value: Any, default: Any) -> bool:
    """Whether ``value`` may be left out because it is the default, to the last bit."""
    # The representation tells -0.0 from 0.0 and 0 from 0.0, which compare equal.
    return bool(value == default) and repr(value) == repr(default)


def read_mapping(raw: Any) -> dict[str, Any]:
    """``raw``, which must be an object."""
    if not isinstance(raw, dict):
        raise TypeError("not an object")
    return raw


def scalar(*kinds: type) -> Callable[[Any], Any]:
    """A reader that lets values of these types through."""

    def read(raw: Any) -> Any:
        if not isinstance(raw, kinds):
            raise TypeError(f"not a {kinds[0].__name__}")
        return raw

    return read


read_number = scalar(float, int)
_USAGE = tuple((field.name, field.default) for field in fields(Usage))
_HEAD = ("value", "score", "complete", "violation", "also")


def write_usage(usage: Usage) -> dict[str, Any]:
    """What was spent; what was not is left out."""
    pairs = ((name, getattr(usage, name), default) for name, default in _USAGE)
    return {name: value for name, value, default in pairs if not same(value, default)}


def read_usage(raw: Any) -> Usage:
    """Inverse of :func:`write_usage`."""
    return Usage(**{name: read_number(value) for name, value in read_mapping(raw).items()})


def write_evaluation(evaluation: Evaluation) -> dict[str, Any]:
    """Aggregate and columns over the verdicts, defaults left out."""
    body: dict[str, Any] = {}
    if evaluation.value is not None:
        body["value"] = evaluation.value
    if evaluation.score is not None:
        body["score"] = evaluation.score
    if not evaluation.complete:
        body["complete"] = False
    if evaluation.violation:
        body["violation"] = evaluation.violation
    if evaluation.also:
        body["also"] = dict(evaluation.also)
    return body | _write_verdicts(evaluation.verdicts)


def _write_verdicts(verdicts: tuple[Verdict, ...]) -> dict[str, Any]:
    """Columns over the verdicts; a column that says nothing is left out."""
    names = [verdict.workload for verdict in verdicts]
    prefix = commonprefix(names)  # noqa: RUF071 - ids, not paths
    columns: dict[str, Any] = {"on": [prefix, *(name[len(prefix) :] for name in names)]}
    if any(verdict.outcome is not Outcome.VALID for verdict in verdicts):
        columns["outcomes"] = [verdict.outcome.value for verdict in verdicts]
    if any(verdict.value is not None for verdict in verdicts):
        columns["values"] = [verdict.value for verdict in verdicts]
    if any(verdict.normalised is not None for verdict in verdicts):
        columns["normalised"] = [verdict.normalised for verdict in verdicts]
    if any(verdict.feedback for verdict in verdicts):
        columns["feedback"] = [verdict.feedback for verdict in verdicts]
    if any(verdict.answer for verdict in verdicts):
        columns["answers"] = [verdict.answer for verdict in verdicts]
    if metrics := _write_metrics(verdicts):
        columns["metrics"] = metrics
    for name, default in _USAGE:
        column = [getattr(verdict.usage, name) for verdict in verdicts]
        if not all(same(value, default) for value in column):
            columns[name] = column
    return columns


def _write_metrics(verdicts: tuple[Verdict, ...]) -> dict[str, list[float | None]]:
    names = dict.fromkeys(name for verdict in verdicts for name in verdict.metrics)
    columns = {name: [verdict.metrics.get(name) for verdict in verdicts] for name in names}
    for name, column in columns.items():
        if not isinstance(name, str):
            raise ValueError(f"metric {name!r} is not named by a string")
        if any(v is None and name in verdict.metrics for v, verdict in zip(column, verdicts, strict=True)):
            raise ValueError(f"metric {name!r} has no value")
    return columns


def read_evaluation(raw: Any) -> Evaluation:
    """Inverse of :func:`write_evaluation`."""
    body = dict(read_mapping(raw))
    head = {name: body.pop(name) for name in _HEAD if name in body}
    if "also" in head:
        head["also"] = {name: read_number(value) for name, value in read_mapping(head["also"]).items()}
    return Evaluation(verdicts=_read_verdicts(body), **head)


def _read_verdicts(body: dict[str, Any]) -> tuple[Verdict, ...]:
    prefix, *names = body.pop("on")
    size = len(names)
    outcomes = [Outcome(name) for name in _column(body, "outcomes", "VALID", size)]
    values = _column(body, "values", None, size)
    normalised = _column(body, "normalised", None, size)
    feedback = _column(body, "feedback", "", size)
    answers = _column(body, "answers", "", size)
    metrics = _read_metrics(body.pop("metrics", {}), size)
    usages = list(zip(*(_column(body, name, default, size) for name, default in _USAGE), strict=True))
    if body:
        raise ValueError(f"unknown key {min(body)!r}")
    return tuple(
        Verdict(
            workload=prefix + names[i],
            outcome=outcomes[i],
            value=values[i],
            normalised=normalised[i],
            metrics=metrics[i],
            feedback=feedback[i],
            answer=answers[i],
            usage=_usage_of(usages[i]),
        )
        for i in range(size)
    )


def _usage_of(row: tuple[Any, ...]) -> Usage:
    return Usage(**{name: value for (name, _), value in zip(_USAGE, row, strict=True)})


def _column(body: dict[str, Any], name: str, default: Any, size: int) -> list[Any]:
    if name not in body:
        return [default] * size
    column = body.pop(name)
    if not isinstance(column, list) or len(column) != size:
        raise ValueError(f"column {name!r} does not have {size} entries")
    return column


def _read_metrics(raw: Any, size: int) -> list[dict[str, float]]:
    rows: list[dict[str, float]] = [{} for _ in range(size)]
    columns = dict(read_mapping(raw))
    for name in list(columns):
        for row, value in zip(rows, _column(columns, name, None, size), strict=True):
            if value is not None:
                row[name] = value
    return rows
