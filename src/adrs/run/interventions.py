"""What people did to a run, in words and as plain data."""

from __future__ import annotations

from typing import Any

from adrs.core.events import Steered


def sentence_of(event: Steered, *, author: bool = True) -> str:
    """``"ann: pin c17"``; a refusal with its reason."""
    said = " ".join([event.kind.replace("_", " "), *_words(event)])
    told = f"{said} (refused: {event.refused})" if event.refused else said
    return f"{event.author}: {told}" if author else told


def as_json(event: Steered) -> dict[str, Any]:
    """The event as plain data; ``refused`` is empty where it was done."""
    return {
        "kind": event.kind,
        "author": event.author,
        "detail": dict(event.detail),
        "refused": event.refused,
        "at": event.at,
    }


def _words(event: Steered) -> list[str]:
    detail = event.detail
    if event.kind == "budget":
        return [", ".join(f"{limit:g} {name}" for name, limit in detail.items())]
    shown = [str(detail[name]) for name in ("candidate", "text") if name in detail]
    return [*shown, f"({note})"] if (note := detail.get("note")) else shown
