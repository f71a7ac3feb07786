"""What a page asks of a running search, checked, and handed to the driver's mailbox."""

from __future__ import annotations

import getpass
import math
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from adrs.core.errors import UsageError

Post = Callable[[Path, str, str, str, Mapping[str, Any]], None]
"""Takes the journal's path, the run, the kind of wish, its author and its detail."""

_MOST_TEXT = 20_000
_MOST_AUTHOR = 80
_LIMITS = ("evaluations", "usd", "tokens", "seconds")


def post_to_mailbox(path: Path, run_id: str, kind: str, author: str, detail: Mapping[str, Any]) -> None:
    """Drop a wish where the running driver finds it.

    Raises:
        UsageError: The wish makes no sense, or this installation cannot steer runs.
    """
    try:
        steering: Any = import_module("adrs.run.steering")
    except ModuleNotFoundError:
        raise UsageError("this version of adrs cannot steer runs") from None
    steering.post(path, run_id, steering.Wish(kind=kind, author=author, detail=detail))


def checked_wish(body: Any) -> tuple[str, str, dict[str, Any]]:
    """Kind, author and detail of a wish that a page has sent.

    Raises:
        UsageError: It is not one; says why.
    """
    if not isinstance(body, dict) or not set(body) <= {"kind", "author", "detail"}:
        raise UsageError("a wish has `kind`, `detail` and perhaps `author`")
    kind, detail = body.get("kind"), body.get("detail", {})
    if not isinstance(kind, str) or kind not in _CHECKS:
        raise UsageError(f"there is no wish {kind!r}; there are {', '.join(_CHECKS)}")
    if not isinstance(detail, dict):
        raise UsageError("the detail of a wish is an object")
    author = body.get("author") or _user()
    return kind, _text({"author": author}, "author", _MOST_AUTHOR), _CHECKS[kind](detail)


def _said(detail: dict[str, Any]) -> dict[str, Any]:
    return _only(detail, {"text": _text(detail, "text", _MOST_TEXT)})


def _candidate(detail: dict[str, Any]) -> dict[str, Any]:
    return _only(detail, {"candidate": _text(detail, "candidate", 200)})


def _nothing(detail: dict[str, Any]) -> dict[str, Any]:
    return _only(detail, {})


def _budget(detail: dict[str, Any]) -> dict[str, Any]:
    if not detail or not set(detail) <= set(_LIMITS):
        raise UsageError(f"a budget is given as one or more of {', '.join(_LIMITS)}")
    for name, value in detail.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or value <= 0:
            raise UsageError(f"{name} {value!r} makes no sense; give a number above 0")
    return dict(detail)


def _inject(detail: dict[str, Any]) -> dict[str, Any]:
    files, note = detail.get("files"), detail.get("note", "")
    if not isinstance(files, dict) or not files:
        raise UsageError("a program to inject is given as `files`: path to text")
    if not all(isinstance(text, str) for text in files.values()) or not isinstance(note, str):
        raise UsageError("the files and the note of a program are text")
    return _only(detail, {"files": dict(files), "note": note[:_MOST_TEXT]})


def _only(detail: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    if strange := sorted(set(detail) - {*kept, "note"}):
        raise UsageError(f"a wish of this kind has no {strange[0]!r}")
    return kept


def _text(values: dict[str, Any], name: str, most: int) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"say {name} in words")
    if len(value) > most:
        raise UsageError(f"{name} has at most {most} characters")
    return value.strip()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no entry for this user id
        return "somebody"


_CHECKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "hint": _said,
    "retire_hint": _said,
    "pin": _candidate,
    "unpin": _candidate,
    "veto": _candidate,
    "budget": _budget,
    "pause": _nothing,
    "resume": _nothing,
    "inject": _inject,
    "stop": _nothing,
}
