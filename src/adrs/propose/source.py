"""A Python program as text, syntax tree and byte spans; edits replace spans and leave the rest alone.

Columns in :mod:`ast` are UTF-8 byte offsets, so spans are kept in bytes. Comments and layout outside an
edited span survive byte for byte.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from adrs.core.errors import ProgramError, ProposalError
from adrs.core.program import END_MARK, START_MARK, evolvable_regions
from adrs.core.syntax import parse

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace bytes ``start`` to ``end`` by ``text``; an insertion has ``start == end``."""

    start: int
    end: int
    text: str


class Source:
    """Parsed source text and its evolvable regions.

    Args:
        text: A Python program.
        focus: Functions of this name alone count as evolvable, where there is one.

    Raises:
        ProgramError: The text does not parse, or its markers do not match.
    """

    def __init__(self, text: str, *, focus: str = "") -> None:
        self.text = text
        self.focus = focus
        self.data = text.encode()
        self.tree = parse(text)
        self.regions = evolvable_regions(text)
        self._starts = _line_starts(self.data)

    def span(self, node: ast.stmt | ast.expr | ast.arg | ast.keyword) -> tuple[int, int]:
        """Byte offsets of a node; a decorated definition starts at its first decorator."""
        first = node.lineno
        if isinstance(node, FunctionNode | ast.ClassDef) and node.decorator_list:
            first = node.decorator_list[0].lineno  # the "@" stands where "def" does, lines above
        return self._starts[first - 1] + node.col_offset, self._end(node)

    def segment(self, node: ast.stmt | ast.expr) -> str:
        """The source text of a node."""
        start, end = self.span(node)
        return self.data[start:end].decode()

    def evolvable(self, node: ast.AST) -> bool:
        """Whether a node lies wholly inside a region that may change."""
        first = getattr(node, "lineno", None)
        last = getattr(node, "end_lineno", None)
        if first is None or last is None:
            return False
        return any(region.covers(first, last) for region in self.regions)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Child to parent, for the whole tree."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Parents of a node, innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    @cached_property
    def functions(self) -> list[FunctionNode]:
        """Evolvable function definitions, outermost and first first."""
        found = [
            node for node in ast.walk(self.tree) if isinstance(node, FunctionNode) and self.evolvable(node)
        ]
        return [node for node in found if node.name == self.focus] or found

    @cached_property
    def inside(self) -> list[ast.AST]:
        """Every node inside the evolvable functions, each once, in source order."""
        seen: dict[ast.AST, None] = {}
        for function in self.functions:
            for statement in function.body:
                for node in ast.walk(statement):
                    seen.setdefault(node)
        return list(seen)

    @cached_property
    def literals(self) -> list[ast.Constant]:
        """Numeric literals that may change, booleans left out: of named constants, then inside functions."""
        named = (node for value in self.settings for node in ast.walk(value))
        return [
            n for n in (*named, *self.inside) if isinstance(n, ast.Constant) and type(n.value) in (int, float)
        ]

    @cached_property
    def settings(self) -> list[ast.expr]:
        """What evolvable assignments of modules and classes assign; none where a function is in focus."""
        if self.focus and any(function.name == self.focus for function in self.functions):
            return []
        bodies = [self.tree.body, *(n.body for n in ast.walk(self.tree) if isinstance(n, ast.ClassDef))]
        assigned = (n for body in bodies for n in body if isinstance(n, ast.Assign | ast.AnnAssign))
        return [n.value for n in assigned if n.value is not None and self.evolvable(n)]

    def top_level(self, name: str) -> FunctionNode | None:
        """The last module-level function of this name."""
        found = [n for n in self.tree.body if isinstance(n, FunctionNode) and n.name == name]
        return found[-1] if found else None

    def indent(self, statement: ast.stmt) -> str:
        """Leading white space of a statement's first line."""
        start = self._starts[statement.lineno - 1]
        return self.data[start : start + statement.col_offset].decode()

    def owns_lines(self, statement: ast.stmt) -> bool:
        """Whether no other code shares the statement's lines (no ``;``, no one-line ``if``)."""
        start, end = self.line_span(statement)
        before = self.data[start : self.span(statement)[0]]
        after = self.data[self.span(statement)[1] : end].strip()
        return not before.strip() and (not after or after.startswith(b"#"))

    def line_span(self, statement: ast.stmt) -> tuple[int, int]:
        """Byte offsets of the statement's whole lines, line end included."""
        first = statement.lineno
        if isinstance(statement, FunctionNode | ast.ClassDef) and statement.decorator_list:
            first = statement.decorator_list[0].lineno
        last = statement.end_lineno or statement.lineno
        return self._starts[first - 1], self._starts[min(last, len(self._starts) - 1)]

    def replace(self, node: ast.stmt | ast.expr, text: str) -> Edit:
        """Put ``text`` in a node's place."""
        start, end = self.span(node)
        return Edit(start, end, text)

    def insert_before(self, statement: ast.stmt, lines: str) -> Edit:
        """Insert whole statements, given without indentation, before ``statement``."""
        start, _ = self.line_span(statement)
        return Edit(start, start, reindent(lines, self.indent(statement)))

    def insert_after(self, statement: ast.stmt, lines: str) -> Edit:
        """Insert whole statements, given without indentation, after ``statement``."""
        _, end = self.line_span(statement)
        text = reindent(lines, self.indent(statement))
        if end and not self.data[:end].endswith(b"\n"):
            text = "\n" + text
        return Edit(end, end, text)

    def remove(self, statement: ast.stmt) -> Edit:
        """Delete a statement with its lines."""
        start, end = self.line_span(statement)
        return Edit(start, end, "")

    def apply(self, edits: Sequence[Edit]) -> str:
        """The text after ``edits``.

        Raises:
            ProposalError: Edits overlap, the result does not parse, or it changes text outside the
                evolvable regions.
        """
        pieces, at = [], 0
        for edit in sorted(edits):
            if edit.start < at:
                raise ProposalError("edits overlap")
            pieces += [self.data[at : edit.start], edit.text.encode()]
            at = edit.end
        text = b"".join([*pieces, self.data[at:]]).decode()
        check(self.text, text)
        return text

    def _end(self, node: ast.stmt | ast.expr | ast.arg | ast.keyword) -> int:
        line = node.end_lineno or node.lineno
        return self._starts[line - 1] + (node.end_col_offset or 0)


def check(before: str, after: str) -> None:
    """Make sure that a proposal parses and touches only what may be changed.

    Raises:
        ProposalError: It does not.
    """
    try:
        parse(after)
        same = frozen_parts(before) == frozen_parts(after)
    except ProgramError as error:
        raise ProposalError(f"the edit does not parse: {error}") from None
    if not same:
        raise ProposalError("the edit changes text outside the EVOLVE-BLOCK regions")


def frozen_parts(text: str) -> list[str]:
    """The text outside the evolvable regions, markers included; empty when all may change."""
    if START_MARK not in text:
        return [END_MARK] if END_MARK in text else []
    lines = text.splitlines(keepends=True)
    parts, at = [], 0
    for region in evolvable_regions(text):
        parts.append("".join(lines[at : region.first - 1]))
        at = region.last
    return [*parts, "".join(lines[at:])]


def reindent(lines: str, indent: str) -> str:
    """``lines`` with ``indent`` before each, ending in a line end."""
    return "".join(f"{indent}{line}\n" if line.strip() else "\n" for line in lines.rstrip("\n").split("\n"))


def _line_starts(data: bytes) -> list[int]:
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts
