"""Where the lines of an edit block stand in a file: exactly, or up to white space that cannot be mistaken."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adrs.core.program import Region

_LONGEST_QUOTE = 100
_MOST_COMPARED = 200


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Lines ``start`` to ``end`` (0-based, end exclusive) become ``new`` (bare lines)."""

    start: int
    end: int
    new: tuple[str, ...]

    def within(self, regions: Sequence[Region]) -> bool:
        """Whether it touches only lines of one region; an insertion may stand at a region's edge."""
        return any(r.first - 1 <= self.start and self.end <= r.last for r in regions)


def changes_for(old: Sequence[str], search: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Every way of reading "replace ``search`` by ``new``" at the strictest level that matches anywhere.

    Levels: equal lines; equal up to trailing white space; the same after every line that is not blank has
    been given, or has lost, one and the same indentation. Lines that stay are trimmed off a change's ends.

    Args:
        old: Bare lines of the file.
        search: Bare lines looked for, at least one of them not blank.
        new: Bare lines to put there.
    """
    for level in (_exact, _trailing, _indented):
        found = []
        for start in range(len(old) - len(search) + 1):
            adapt = level(old[start : start + len(search)], search)
            lines = adapt(new) if adapt else None
            if lines is not None:
                found.append(_trimmed(old, Change(start, start + len(search), tuple(lines)), level is _exact))
        if found:
            return found
    return []


Adapt = Callable[[Sequence[str]], Sequence[str] | None]


def _exact(window: Sequence[str], search: Sequence[str]) -> Adapt | None:
    return _same if list(window) == list(search) else None


def _trailing(window: Sequence[str], search: Sequence[str]) -> Adapt | None:
    return _same if all(a.rstrip() == b.rstrip() for a, b in zip(window, search, strict=True)) else None


def _same(new: Sequence[str]) -> Sequence[str]:
    return new


def _indented(window: Sequence[str], search: Sequence[str]) -> Adapt | None:
    """How to re-indent new lines, if one indentation separates ``search`` from ``window``."""
    if window[0].strip() != search[0].strip():
        return None
    pairs = [(a.rstrip(), b.rstrip()) for a, b in zip(window, search, strict=True)]
    if any(a.lstrip() != b.lstrip() for a, b in pairs):
        return None
    solid = [(a[: len(a) - len(a.lstrip())], b[: len(b) - len(b.lstrip())]) for a, b in pairs if a]
    if all(a.endswith(b) for a, b in solid):
        added = {a[: len(a) - len(b)] for a, b in solid}
        return _indent(added.pop()) if len(added) == 1 else None
    if all(b.endswith(a) for a, b in solid):
        dropped = {b[: len(b) - len(a)] for a, b in solid}
        return _dedent(dropped.pop()) if len(dropped) == 1 else None
    return None


def _indent(prefix: str) -> Adapt:
    return lambda new: [prefix + line if line.strip() else line for line in new]


def _dedent(prefix: str) -> Adapt:
    def adapt(new: Sequence[str]) -> Sequence[str] | None:
        if any(line.strip() and not line.startswith(prefix) for line in new):
            return None
        return [line.removeprefix(prefix) for line in new]

    return adapt


def _trimmed(old: Sequence[str], change: Change, exact: bool) -> Change:
    """Without equal lines at both ends, which then stay as the file has them."""

    def same(a: str, b: str) -> bool:
        return a == b if exact else a.rstrip() == b.rstrip()

    start, end, new = change.start, change.end, list(change.new)
    while start < end and new and same(old[start], new[0]):
        start += 1
        del new[0]
    while start < end and new and same(old[end - 1], new[-1]):
        end -= 1
        del new[-1]
    return Change(start, end, tuple(new))


def nearest(old: Sequence[str], search: Sequence[str]) -> str:
    """The lines of a file that come closest to what was looked for, quoted; or that nothing does."""
    wanted = [line.strip() for line in search]
    have = [line.strip() for line in old]
    first = wanted[:_MOST_COMPARED]
    scores = [
        sum(a == b and bool(a) for a, b in zip(have[start:], first, strict=False))
        for start in range(len(have))
    ]
    best = max(scores, default=0)
    if best:
        start = scores.index(best)
        for at, (a, b) in enumerate(zip(have[start:], wanted, strict=False), start):
            if a != b:
                return f"line {at + 1} is {_quote(old[at])} where the block has {_quote(b)}"
        if start + len(wanted) > len(have):
            return f"the file ends with line {len(old)}, {_quote(old[-1])}, before the block does"
        return f"lines {start + 1} to {start + len(wanted)} differ in their indentation only, but not evenly"
    key = max(wanted, key=len, default="")[:400]
    close = difflib.get_close_matches(key, [line[:400] for line in have if line], n=1, cutoff=0.5)
    if close:
        at = next(i for i, line in enumerate(have) if line[:400] == close[0])
        return f"the nearest line is {at + 1}, {_quote(old[at])}"
    return "no line of the file comes close"


def _quote(line: str) -> str:
    text = line.rstrip()
    return repr(text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…")
