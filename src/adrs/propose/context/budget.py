"""Sections that share what is left of a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adrs.propose.context.text import estimate_tokens

_LEFT_OUT_TOKENS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a prompt that shrinks item by item.

    Args:
        title: Heading.
        items: Paragraphs or list items, the most valuable first; each is taken whole or not at all.
        share: Part of the free budget that is kept for it; what it leaves goes to the sections after it.
        newest_last: Items are shown in reverse, so that the most valuable comes last.
    """

    title: str
    items: tuple[str, ...]
    share: float
    newest_last: bool = False


def fitted(sections: Sequence[Section], budget_tokens: int) -> list[str]:
    """Texts of the sections, as much of each as its share and what earlier ones left over allow.

    Together they stay within the budget as long as the shares add up to 1 at most. The cost grows with what
    fits, not with what there is.
    """
    texts, left_over = [], 0.0
    for section in sections:
        room = section.share * budget_tokens + left_over
        text = _fit(section, room)
        left_over = room - (estimate_tokens(text) + 1 if text else 0)
        if text:
            texts.append(text)
    return texts


def _fit(section: Section, room: float) -> str:
    head = f"## {section.title}\n\n"
    used = estimate_tokens(head) + _LEFT_OUT_TOKENS
    taken: list[str] = []
    for item in section.items:
        used += estimate_tokens(item) + 1
        if used > room:
            break
        taken.append(item)
    if not taken:
        return ""
    missing = len(section.items) - len(taken)
    shown = taken[::-1] if section.newest_last else taken
    note = [f"({missing} more left out)"] if missing else []
    parts = [*note, *shown] if section.newest_last else [*shown, *note]
    return head + "\n".join(parts)
