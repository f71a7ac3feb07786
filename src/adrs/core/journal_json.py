"""Events as compact JSON: the one format in which a journal leaves memory.

An event is an object with its ``kind`` and its fields by name; a field that has its default is left out.
The verdicts of an evaluation are written by column, because sixteen workloads would otherwise repeat every
key sixteen times. Floats keep every bit, and text keeps even lone surrogates, which candidates do print.

The format has a version, written as ``v`` from version 2 on. A reader refuses what it does not know
rather than guess: a journal is evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from adrs.core.candidate import Admission, Arm, Lesson
from adrs.core.events import (
    Asked,
    Assessed,
    Called,
    Calling,
    Event,
    Finished,
    Learned,
    Noted,
    ProposalFailed,
    Resumed,
    Started,
    Steered,
    Stopped,
    Told,
)
from adrs.core.verdict_json import (
    read_evaluation,
    read_mapping,
    read_number,
    read_usage,
    same,
    scalar,
    write_evaluation,
    write_usage,
)

VERSION = 1

_KINDS: Mapping[str, type[Event]] = {
    "started": Started,
    "asked": Asked,
    "calling": Calling,
    "called": Called,
    "failed": ProposalFailed,
    "told": Told,
    "learned": Learned,
    "noted": Noted,
    "steered": Steered,
    "assessed": Assessed,
    "resumed": Resumed,
    "stopped": Stopped,
    "finished": Finished,
}


def encode(event: Event) -> bytes:
    """``event`` as UTF-8 JSON without spaces.

    Tuples inside ``config`` and ``environment`` come back as lists; everything else comes back equal.

    Raises:
        ValueError: A field holds something JSON cannot carry.
    """
    try:
        text = json.dumps(to_json(event), separators=(",", ":"), ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{type(event).__name__} cannot be written as JSON: {error}") from None
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> Event:
    """The event that ``data`` encodes.

    Raises:
        ValueError: The bytes are not an event of a known version; says why.
    """
    try:
        raw = json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    return from_json(raw)


def to_json(event: Event) -> dict[str, Any]:
    """``event`` as plain data with short keys, defaults left out.

    Raises:
        ValueError: A mapping inside has a key that is not a string, or a metric has no value.
    """
    body: dict[str, Any] = {"kind": _NAMES[type(event)]}
    for field in _FIELDS[type(event)]:
        value = getattr(event, field.name)
        if not (field.optional and same(value, field.default)):
            body[field.key] = field.write(value)
    return body


def from_json(raw: Any) -> Event:
    """The event that plain data stands for.

    Raises:
        ValueError: An unknown version, kind or key, or a missing or malformed field.
    """
    if not isinstance(raw, dict):
        raise ValueError("an event is a JSON object")
    body = dict(raw)
    version = body.pop("v", 1)
    if version != VERSION:
        raise ValueError(f"event format {version!r}; this adrs reads format {VERSION}")
    kind = body.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError(f"unknown kind of event {kind!r}")
    values = _values(kind, body)
    if body:
        raise ValueError(f"{kind}: unknown key {min(body)!r}")
    return _KINDS[kind](**values)


def _values(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """Constructor arguments taken out of ``body``."""
    values: dict[str, Any] = {}
    for field in _FIELDS[_KINDS[kind]]:
        if field.key in body:
            try:
                values[field.name] = field.read(body.pop(field.key))
            except (TypeError, KeyError, IndexError, AttributeError, ValueError) as error:
                raise ValueError(f"{kind}: malformed {field.key!r}: {error!r}") from None
        elif not field.optional:
            raise ValueError(f"{kind}: no {field.key!r}")
    return values


def _write_plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ValueError(f"key {key!r} is not a string")
        return {key: _write_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_write_plain(item) for item in value]
    return value


_read_text = scalar(str)


def _read_lesson(text: Any, *evidence: Any) -> Lesson:
    return Lesson(text=_read_text(text), evidence=tuple(map(_read_text, evidence)))


@dataclass(frozen=True, slots=True)
class _Field:
    """How one field of an event is written."""

    name: str
    key: str
    optional: bool
    default: Any
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _write_unchanged(value: Any) -> Any:
    return value


# By field name, since a name means the same thing in every event.
_BY_NAME: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "config": (_write_plain, read_mapping),
    "environment": (_write_plain, read_mapping),
    "detail": (_write_plain, read_mapping),
    "arm": (lambda arm: [arm.proposer, arm.operator], lambda raw: Arm(*map(_read_text, raw))),
    "parents": (list, lambda raw: tuple(map(_read_text, raw))),
    "lessons": (
        lambda lessons: [[lesson.text, *lesson.evidence] for lesson in lessons],
        lambda raw: tuple(_read_lesson(*row) for row in raw),
    ),
    "evaluation": (write_evaluation, read_evaluation),
    "usage": (write_usage, read_usage),
    "worst": (write_usage, read_usage),
    "admission": (lambda admission: admission.name, lambda raw: Admission[raw]),
    "brief": (_write_unchanged, scalar(int)),
    "call": (_write_unchanged, scalar(int)),
    "seconds": (_write_unchanged, read_number),
    "at": (_write_unchanged, read_number),
}


_KEYS = {"evaluation": "eval", "kind": "what"}  # ``kind`` is taken: it tells one event from another


def _fields_of(event: type[Event]) -> tuple[_Field, ...]:
    result = []
    for field in fields(event):
        write, read = _BY_NAME.get(field.name, (_write_unchanged, _read_text))
        default = field.default
        if field.default_factory is not MISSING:
            default = field.default_factory()
        optional = default is not MISSING
        key = _KEYS.get(field.name, field.name)
        result.append(_Field(field.name, key, optional, default, write, read))
    return tuple(result)


_NAMES = {event: kind for kind, event in _KINDS.items()}
_FIELDS = {event: _fields_of(event) for event in _KINDS.values()}
