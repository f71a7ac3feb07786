"""Counts of syntax in a program: what kind of code it is, without running it."""

from __future__ import annotations

import ast

from adrs.core.errors import ProgramError
from adrs.core.program import Program
from adrs.core.syntax import parse

COUNTS = ("loops", "branches", "arithmetic", "loop_nesting")
"""LEVI's default features: ``loop_count``, ``branch_count``, ``math_operators``, ``loop_nesting_max``."""

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_BRANCHES = (ast.If, ast.IfExp, ast.Match)
_ARITHMETIC = (ast.BinOp, ast.UnaryOp)


def code_counts(program: Program) -> tuple[float, ...]:
    """The figures of :data:`COUNTS` over all files; zeros for what is not Python or does not parse.

    Linear in the size of the program. No recursion: nesting as deep as the parser takes it is fine.
    """
    loops = branches = arithmetic = nesting = 0
    for text in program.files.values() if program.language == "python" else ():
        try:
            stack: list[tuple[ast.AST, int]] = [(parse(text), 0)]
        except ProgramError:
            continue
        while stack:
            node, depth = stack.pop()
            if isinstance(node, _LOOPS):
                loops, depth = loops + 1, depth + 1
                nesting = max(nesting, depth)
            branches += isinstance(node, _BRANCHES)
            arithmetic += isinstance(node, _ARITHMETIC)
            stack += [(child, depth) for child in ast.iter_child_nodes(node)]
    return float(loops), float(branches), float(arithmetic), float(nesting)
