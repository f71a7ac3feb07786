"""What a program changed of another, cut into changes that can be undone one by one."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from adrs.core.errors import ProgramError
from adrs.core.program import Program
from adrs.core.syntax import parse
from adrs.run.analysis.parts import Part, parts_within, tidied

MOST_CHANGES = 80
"""Changes of one program that are looked at; of more, the innermost are left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of the new program, and what stands in their place without the change.

    Args:
        label: ``"3"`` for a hunk of the diff, ``"3.2"`` for a statement inside it.
        start, stop: Lines of the new text, half open and counted from 0; equal where lines were only deleted.
        instead: Lines that stand there when the change is undone.
    """

    label: str
    start: int
    stop: int
    instead: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """0 for a hunk, 1 for a statement inside it, and so on."""
        return self.label.count(".")

    def within(self, other: Change) -> bool:
        """Whether this is a part of ``other``."""
        return self.label.startswith(f"{other.label}.")


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Old lines ``a..b`` that became new lines ``c..d``."""

    a: int
    b: int
    c: int
    d: int


def changes_between(before: Program, after: Program) -> tuple[Change, ...]:
    """The changes of the main file, in the order of its lines, each hunk before its parts.

    Hunks are those of the diff, cut where one of them adds whole definitions or replaces line by line, and
    joined where a program would not parse with only one of them undone. Of what was added, single statements
    are parts.
    """
    old, new = before.text.split("\n"), after.text.split("\n")
    python = after.language == "python" and _parses(after.text)
    hunks = [
        _Hunk(a, b, c, d)
        for tag, a, b, c, d in _opcodes(old, new)
        if tag != "equal" and any(line.strip() for line in (*old[a:b], *new[c:d]))
    ]
    if python:
        hunks = _joined([cut for hunk in hunks for cut in _cut(hunk, after.text)], old, new)
    found: list[Change] = []
    for number, hunk in enumerate(hunks, 1):
        change = Change(str(number), hunk.c, hunk.d, tuple(old[hunk.a : hunk.b]))
        found.append(change)
        if python and hunk.a == hunk.b:
            found += _parts(change, after.text)
    return _limited(found)


def without(program: Program, undone: Collection[Change]) -> Program:
    """``program`` with some of its changes undone.

    Raises:
        ProgramError: It does not parse then.
    """
    lines = program.text.split("\n")
    outer = [c for c in undone if not any(c.within(other) for other in undone)]
    for change in sorted(outer, key=lambda c: (c.start, c.stop), reverse=True):
        lines[change.start : change.stop] = change.instead
    text = "\n".join(lines)
    if program.language == "python":
        text = tidied(text)
    return program.with_text(text)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _cut(hunk: _Hunk, text: str) -> Iterator[_Hunk]:
    """A hunk in smaller ones: definitions that it adds at either end, else line by line where lines pair."""
    if hunk.b - hunk.a == hunk.d - hunk.c:
        yield from (
            _Hunk(hunk.a + i, hunk.a + i + 1, hunk.c + i, hunk.c + i + 1) for i in range(hunk.d - hunk.c)
        )
        return
    c, d, before, behind = hunk.c, hunk.d, [], []
    for part in _definitions(text, c, d):
        if _blank(text, c, part.start):
            before.append(_Hunk(hunk.a, hunk.a, c, part.stop))
            c = part.stop
    for part in reversed(_definitions(text, c, d)):
        if _blank(text, part.stop, d):
            behind.append(_Hunk(hunk.b, hunk.b, part.start, d))
            d = part.start
    if before and hunk.a == hunk.b and _blank(text, c, d):
        before[-1] = _Hunk(hunk.a, hunk.a, before[-1].c, d)
        c = d
    yield from before
    if hunk.a < hunk.b or c < d:
        yield _Hunk(hunk.a, hunk.b, c, d)
    yield from reversed(behind)


def _definitions(text: str, start: int, stop: int) -> list[Part]:
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return [part for part in parts_within(text, start, stop) if isinstance(part.node, kinds)]


def _blank(text: str, start: int, stop: int) -> bool:
    return not any(line.strip() for line in text.split("\n")[start:stop])


def _joined(hunks: list[_Hunk], old: Sequence[str], new: Sequence[str]) -> list[_Hunk]:
    """Neighbours joined until the program parses with any one of them undone."""
    while len(hunks) > 1:
        broken = next((i for i, hunk in enumerate(hunks) if not _parses_without(hunk, old, new)), None)
        if broken is None:
            break
        first = broken - 1 if _nearer_before(hunks, broken) else broken
        one, two = hunks[first], hunks[first + 1]
        hunks = [*hunks[:first], _Hunk(one.a, two.b, one.c, two.d), *hunks[first + 2 :]]
    return hunks


def _nearer_before(hunks: Sequence[_Hunk], at: int) -> bool:
    if at in (0, len(hunks) - 1):
        return at > 0
    return hunks[at].c - hunks[at - 1].d <= hunks[at + 1].c - hunks[at].d


def _parses_without(hunk: _Hunk, old: Sequence[str], new: Sequence[str]) -> bool:
    return _parses("\n".join([*new[: hunk.c], *old[hunk.a : hunk.b], *new[hunk.d :]]))


def _parses(text: str) -> bool:
    try:
        parse(text)
    except ProgramError:
        return False
    return True


def _parts(change: Change, text: str) -> Iterator[Change]:
    parts = parts_within(text, change.start, change.stop)
    if len(parts) == 1 and _blank(text, change.start, parts[0].start):
        parts = parts[0].inside  # the statement is the whole hunk
    yield from _labelled(change.label, parts)


def _labelled(label: str, parts: Sequence[Part]) -> Iterator[Change]:
    for number, part in enumerate(parts, 1):
        own = f"{label}.{number}"
        yield Change(own, part.start, part.stop, (part.placeholder,))
        yield from _labelled(own, part.inside)


def _limited(changes: list[Change]) -> tuple[Change, ...]:
    """Not more than :data:`MOST_CHANGES`: the innermost go first, then what comes last."""
    while len(changes) > MOST_CHANGES and (deepest := max(c.depth for c in changes)) > 0:
        changes = [c for c in changes if c.depth < deepest]
    return tuple(changes[:MOST_CHANGES])
