"""The edit blocks that lead from one text to another: what a perfect reply would say."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from adrs.propose.patch.lines import bare, split
from adrs.propose.patch.locate import changes_for


def blocks_between(before: str, after: str, *, path: str = "") -> str:
    """Search/replace blocks that turn ``before`` into ``after``, with as much context as they need.

    Line ends follow ``before`` when the blocks are applied. Lines that look like markers cannot be expressed.

    Args:
        before: Text of the file, not blank.
        after: Text it shall have.
        path: Name to put above each block.
    """
    old, new = [[bare(line) for line in split(text)] for text in (before, after)]
    heading = f"{path}\n" if path else ""
    return "\n".join(
        heading + "\n".join(["<<<<<<< SEARCH", *old[a:b], "=======", *new[c:d], ">>>>>>> REPLACE", ""])
        for a, b, c, d in _hunks(old, new)
    )


Hunk = tuple[int, int, int, int]


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """Old and new line ranges, with so much context that the old lines of each occur once."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    context = 0
    while context < len(old):
        groups = matcher.get_grouped_opcodes(context)
        hunks = [(g[0][1], g[-1][2], g[0][3], g[-1][4]) for g in groups]
        if all(_unique(old, a, b) for a, b, _, _ in hunks):
            return hunks
        context = 2 * context or 1
    return [(0, len(old), 0, len(new))]


def _unique(old: Sequence[str], a: int, b: int) -> bool:
    search = old[a:b]
    return any(line.strip() for line in search) and len(changes_for(old, search, ())) == 1
