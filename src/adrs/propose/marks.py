"""Constants that somebody marked for the tuner: ``crowding = 0.4  # tune: 0.05..2``.

A literal is marked when nothing but this comment follows it on its line. Where a program has marks, the tuner
moves these literals only, each within its range; else it chooses for itself.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from adrs.core.errors import ProposalError
from adrs.propose.source import Edit, FunctionNode, Source

_MARK = re.compile(rb"[ \t]*#[ \t]*tune: *(?P<low>[0-9.e+-]{1,24}?)\.\.(?P<high>[0-9.e+-]{1,24})[ \t\r]*\Z")


@dataclass(frozen=True, slots=True)
class Range:
    """Where a constant may move: ``0 < low < high``."""

    low: float
    high: float

    def clamp(self, value: float) -> float:
        """The value, or the end of the range that it passed."""
        return min(max(value, self.low), self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A constant that shall be tuned: the literal, a name for it, its new value and range."""

    node: ast.Constant
    name: str
    value: float
    range: Range


def ranges(source: Source) -> dict[ast.Constant, Range]:
    """Marked literals of evolvable functions and their ranges, in source order."""
    found = ((node, _range_of(source, node)) for node in source.literals)
    return {node: span for node, span in found if span is not None}


def _range_of(source: Source, node: ast.Constant) -> Range | None:
    _, end = source.span(node)
    stop = source.data.find(b"\n", end)
    match = _MARK.match(source.data[end : stop if stop >= 0 else None])
    if match is None:
        return None
    try:
        low, high = float(match["low"]), float(match["high"])
    except ValueError:
        return None
    return Range(low, high) if 0.0 < low < high < math.inf else None


def liftable(source: Source, literals: Sequence[ast.Constant]) -> list[ast.Constant]:
    """Those literals that a name can replace: not in patterns or format strings, not on a shared line."""
    return [node for node in literals if _home(source, node) is not None]


def mark(source: Source, wishes: Sequence[Wish]) -> str:
    """The program with every wished constant as a marked assignment at the top of its function.

    Raises:
        ProposalError: The edits do not fit together.
    """
    edits: list[Edit] = []
    taken = _names(source)
    for wish in wishes:
        text = f"{_spelled(wish)}  # tune: {wish.range.low:g}..{wish.range.high:g}"
        home = _home(source, wish.node)
        if home is None:
            raise ProposalError(f"the constant {wish.node.value!r} cannot be given a name")
        name = _free(wish.name, taken)
        taken.add(name)
        edits += [source.insert_before(home, f"{name} = {text}"), source.replace(wish.node, name)]
    return source.apply(list(_merged(edits)))


def _merged(edits: Sequence[Edit]) -> Iterator[Edit]:
    """Insertions at one place as one, in the order in which they were wished for."""
    inserted: dict[int, str] = {}
    for edit in edits:
        if edit.start == edit.end:
            inserted[edit.start] = inserted.get(edit.start, "") + edit.text
        else:
            yield edit
    for at, text in inserted.items():
        yield Edit(at, at, text)


def _spelled(wish: Wish) -> str:
    return repr(int(wish.value)) if isinstance(wish.node.value, int) else repr(float(f"{wish.value:.6g}"))


def _home(source: Source, node: ast.Constant) -> ast.stmt | None:
    """The first statement of the function in which the literal is evaluated, after its docstring."""
    below: ast.AST = node
    for above in source.ancestors(node):
        if isinstance(above, ast.JoinedStr | ast.pattern):
            return None
        if isinstance(above, FunctionNode) and below in above.body:
            body = above.body[1:] if ast.get_docstring(above) is not None else above.body
            return body[0] if source.evolvable(above) and source.owns_lines(body[0]) else None
        below = above
    return None


def _names(source: Source) -> set[str]:
    names = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(source.tree) if isinstance(node, ast.arg)}
    return names | {
        node.name for node in ast.walk(source.tree) if isinstance(node, FunctionNode | ast.ClassDef)
    }


def _free(name: str, taken: Collection[str]) -> str:
    stem = name if name.isidentifier() and name.isascii() and not keyword.iskeyword(name) else "constant"
    number, found = 2, stem
    while found in taken:
        found, number = f"{stem}_{number}", number + 1
    return found
