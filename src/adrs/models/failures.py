"""From what the libraries raise to one kind of error: is it worth another attempt, and may it have cost?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

from adrs.core.verdict import Usage
from adrs.models.family import library
from adrs.models.fault import RETRIED_STATUSES, AttemptError, billed
from adrs.models.secret import Secret, mask

_LONGEST = 400
_UNSENT = ("pool", "connect")
_STUMBLES = (IndexError, KeyError, AttributeError, TypeError)
"""What the libraries trip over when a choice, a field or an object is missing; their words help nobody."""


def failure(error: Exception, *, name: str, worst: Usage, secrets: Sequence[Secret]) -> AttemptError:
    """``error`` as an :class:`AttemptError` with every key masked."""
    exceptions = library("pydantic_ai.exceptions")
    if isinstance(error, exceptions.ModelHTTPError):
        return _status(error, name=name, worst=worst, secrets=secrets)
    kind, retry, usage = "malformed", False, worst
    what = f"the reply cannot be used: {_words(error)}"
    if type(error) in _STUMBLES:
        what = "the reply is not of the form that the provider documents"
    if isinstance(error, (TimeoutError, exceptions.ModelTimeoutError)):
        kind, retry, what = "timeout", True, "no reply came in time"
    elif isinstance(error, exceptions.ModelConnectionError):
        kind, retry, what = "connection", True, f"the connection failed: {_words(error)}"
    elif isinstance(error, exceptions.UserError):
        kind, usage, what = "setup", Usage(), f"the request cannot be made: {_words(error)}"
    if getattr(error, "phase", None) in _UNSENT:
        usage = Usage()  # nothing was sent, so nothing was billed
    message = _short(mask(f"{name}: {what}", secrets))
    return AttemptError(message, kind=kind, retry=retry, usage=usage)


def retry_after_s(headers: Mapping[str, str], *, now: Callable[[], float] = time.time) -> float | None:
    """Seconds that ``Retry-After`` asks to wait, given as a number or as an HTTP date; ``None`` without."""
    text = headers.get("retry-after-ms", "").strip()
    if text.isdecimal():
        return int(text) / 1000
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        return _until(text, now())
    return seconds if 0 <= seconds < float("inf") else None


def _until(date: str, now: float) -> float | None:
    try:
        return max(parsedate_to_datetime(date).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def _status(error: Any, *, name: str, worst: Usage, secrets: Sequence[Secret]) -> AttemptError:
    status = error.status_code
    wait_s = retry_after_s(error.headers or {})
    what = f"{name}: HTTP {status}: {_told(error.body)}{_advice(status)}"
    return AttemptError(
        _short(mask(what, secrets)),
        kind="status",
        retry=status in RETRIED_STATUSES and not _exhausted(error),
        retry_after_s=error.retry_after if wait_s is None else wait_s,
        status=status,
        usage=worst if billed(status) else Usage(),
    )


def _exhausted(error: Any) -> bool:
    """Whether the provider says that the account, and not the minute, has run out."""
    return isinstance(error, library("pydantic_ai.exceptions").ModelQuotaExceededError)


def _advice(status: int) -> str:
    if status in (401, 403):
        return " (is the key right, and may it use this model?)"
    return " (is the model's name right, and the base URL?)" if status == 404 else ""


def _told(body: object) -> str:
    """The sentence in an error's body, or the body."""
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, Mapping) else inner
        return str(message) if message else json.dumps(dict(body), default=str)
    return str(body or "no explanation")


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
