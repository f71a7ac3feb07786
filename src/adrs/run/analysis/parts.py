"""Statements of a Python text as line ranges that can be left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adrs.core.syntax import parse

_LEFT_OUT = "pass  # left out"


@dataclass(frozen=True, slots=True)
class Part:
    """A statement that owns its lines.

    Args:
        node: The statement.
        start, stop: Its lines, half open and counted from 0.
        indent: White space before it.
        inside: Statements inside it that could be left out by themselves.
    """

    node: ast.stmt
    start: int
    stop: int
    indent: str
    inside: tuple[Part, ...] = ()

    @property
    def placeholder(self) -> str:
        """What stands in its place, so that no body is ever empty; :func:`tidied` drops it where it can."""
        return f"{self.indent}{_LEFT_OUT}"


def parts_within(text: str, start: int, stop: int) -> tuple[Part, ...]:
    """The outermost statements that lie wholly within the lines ``start..stop``, in order.

    Raises:
        ProgramError: The text does not parse.
    """
    return tuple(_within(parse(text).body, text.split("\n"), start, stop))


def tidied(text: str) -> str:
    """``text`` without the placeholders that no body needs.

    Raises:
        ProgramError: The text does not parse.
    """
    lines = text.split("\n")
    dropped: set[int] = set()
    for node in ast.walk(parse(text)):
        for body in _bodies(node):
            marked = [s.lineno - 1 for s in body if lines[s.lineno - 1].strip() == _LEFT_OUT]
            keep_one = len(marked) == len(body) and not isinstance(node, ast.Module)
            dropped.update(marked[1:] if keep_one else marked)
    kept = [line for number, line in enumerate(lines) if number not in dropped]
    tidy = "\n".join(line.replace(_LEFT_OUT, "pass") if line.strip() == _LEFT_OUT else line for line in kept)
    parse(tidy)
    return tidy


def _within(body: Sequence[ast.stmt], lines: Sequence[str], start: int, stop: int) -> Iterator[Part]:
    for statement in body:
        first, last = _first_line(statement) - 1, statement.end_lineno or statement.lineno
        if stop <= first or last <= start:
            continue
        inside = [part for inner in _bodies(statement) for part in _within(inner, lines, start, stop)]
        if first < start or last > stop or not _owns_lines(statement, lines, first, last):
            yield from inside
        elif not _is_docstring(statement):
            indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
            yield Part(statement, first, last, indent, tuple(inside) if _worth_a_look(inside) else ())


def _worth_a_look(inside: Sequence[Part]) -> bool:
    """Whether leaving out single parts is something else than leaving out the whole."""
    return len(inside) > 1 or any(part.inside for part in inside)


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if isinstance(body := getattr(node, name, None), list) and body:
            yield body
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", None)
    return decorators[0].lineno if decorators else statement.lineno


def _owns_lines(statement: ast.stmt, lines: Sequence[str], first: int, last: int) -> bool:
    """Whether nothing else stands on its lines; ``elif`` does, for it belongs to its ``if``."""
    before = lines[first].encode()[: statement.col_offset] if first == statement.lineno - 1 else b""
    after = lines[last - 1].encode()[statement.end_col_offset or 0 :].strip()
    is_elif = isinstance(statement, ast.If) and lines[first].lstrip().startswith("elif")
    return not before.strip() and not is_elif and (not after or after.startswith(b"#"))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
