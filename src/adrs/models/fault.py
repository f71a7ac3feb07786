"""One attempt that brought no reply: what it was, whether to try again, and what it cost."""

from __future__ import annotations

from typing import Any

from adrs.core.errors import ModelError
from adrs.core.verdict import Usage

RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which the same request may succeed (529 is Anthropic's word for overloaded)."""

UNBILLED_5XX = frozenset({500, 503, 529})
"""Server errors that the provider itself answers with: no completion was made. A gateway's (502, 504) and a
timeout (408) leave open what happened behind it, so that they count at their worst."""


class AttemptError(ModelError):
    """An attempt failed.

    Args:
        message: What happened, keys masked.
        kind: ``"status"``, ``"connection"``, ``"timeout"``, ``"malformed"`` or ``"setup"``.
        retry: Whether the same request may succeed later.
        retry_after_s: How long the provider asks to wait, if it does.
        status: The HTTP status, if one came.
        usage: What it cost; its worst case where that is not known.
        seconds: How long it took; ``None`` until it was measured.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        retry: bool = False,
        retry_after_s: float | None = None,
        status: int | None = None,
        usage: Usage = Usage(),
        seconds: float | None = None,
    ) -> None:
        super().__init__(message, usage=usage)
        self.kind = kind
        self.retry = retry
        self.retry_after_s = retry_after_s
        self.status = status
        self.seconds = seconds

    def to_json(self) -> dict[str, Any]:
        """Plain data, for a recording; :func:`fault_from_json` reads it."""
        return {
            "message": str(self),
            "kind": self.kind,
            "retry": self.retry,
            "retry_after_s": self.retry_after_s,
            "status": self.status,
            "seconds": self.seconds,
        }


def fault_from_json(raw: dict[str, Any], usage: Usage) -> AttemptError:
    """The error that :meth:`AttemptError.to_json` wrote.

    Raises:
        KeyError: Something is missing.
    """
    return AttemptError(
        raw["message"],
        kind=raw["kind"],
        retry=raw["retry"],
        retry_after_s=raw["retry_after_s"],
        status=raw["status"],
        seconds=raw["seconds"],
        usage=usage,
    )


def billed(status: int) -> bool:
    """Whether an answer with this HTTP status may have cost something."""
    return (status >= 500 and status not in UNBILLED_5XX) or status == 408
